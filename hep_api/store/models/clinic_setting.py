"""Clinic settings: every change of a number, with who, when and why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_reference, within


class ClinicSettingRow(Row):
    """One change of one setting; the newest of a name applies to plans assigned from then on."""

    __tablename__ = "clinic_setting"
    __table_args__ = (
        clinic_reference(),
        within("staff", "set_by"),
        Index(None, "clinic_id", "name", "set_at"),
        {"comment": "Changes of a clinic's settings; rows are only added"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    name: Mapped[str] = mapped_column(comment="Which setting")
    value: Mapped[str] = mapped_column(comment="Its value as text; empty = the default again")
    reason: Mapped[str] = mapped_column(comment="Why, in the admin's own words")
    set_by: Mapped[UUID] = mapped_column(comment="Who")
    set_at: Mapped[datetime] = mapped_column(comment="When")
