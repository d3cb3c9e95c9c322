"""Reminder settings: when a patient wants to be reminded."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, within


class ReminderSettingRow(Row):
    """One patient's wishes; the zone is the patient's own."""

    __tablename__ = "reminder_setting"
    __table_args__ = (within("patient", "patient_id"), {"comment": "When and how a patient wants to be reminded"})

    patient_id: Mapped[UUID] = mapped_column(primary_key=True, comment="Whose wishes")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    times: Mapped[list[Any]] = mapped_column(comment="Wall times HH:MM, earliest first")
    days: Mapped[list[Any]] = mapped_column(comment="Weekdays 0-6, Monday is 0")
    quiet_from: Mapped[time | None] = mapped_column(comment="Start of quiet hours, local")
    quiet_to: Mapped[time | None] = mapped_column(comment="End of quiet hours, local")
    channels: Mapped[list[Any]] = mapped_column(comment="push ...")
    preview_opt_in: Mapped[bool] = mapped_column(default=False, comment="The patient allows details on the lock screen")
    preview_opted_at: Mapped[datetime | None] = mapped_column(comment="When that was last chosen")
    enabled: Mapped[bool] = mapped_column(default=True, comment="False: no reminders at all")
    version: Mapped[int] = mapped_column(default=1, comment="Counts edits")
    updated_at: Mapped[datetime] = mapped_column(comment="Last edit")
