"""Changes: the feed that a phone follows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, within


class ChangeRow(Row):
    """One entry of a patient's feed. Numbered under the patient's row lock, so a reader never skips one."""

    __tablename__ = "change"
    __table_args__ = (within("patient", "patient_id"), {"comment": "The feed of /v1/me/changes"})

    patient_id: Mapped[UUID] = mapped_column(primary_key=True, comment="Whose feed")
    sequence: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="Rises with every change"
    )
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    kind: Mapped[str] = mapped_column(comment="fact, decision, plan, alert, reminders ...")
    ref_id: Mapped[str] = mapped_column(comment="The id of what changed")
    at: Mapped[datetime] = mapped_column(comment="When")
