"""A clinic's own exercises and protocols, as they were written."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_reference, one_of


class ClinicContentRow(Row):
    """One exercise or protocol in one wording; of a name the row with the highest revision is the one in use."""

    __tablename__ = "clinic_content"
    __table_args__ = (
        clinic_reference(),
        one_of("kind", "exercise", "protocol"),
        CheckConstraint("(retired_at IS NULL) = (retired_by IS NULL)", name="retired_whole"),
        {"comment": "A clinic's own content; rows are added and retired, never rewritten"},
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True, comment="The clinic that owns the row")
    name: Mapped[str] = mapped_column(primary_key=True, comment="Slug of the exercise, or id of the protocol")
    revision: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="The clinic's content revision that brought it"
    )
    kind: Mapped[str] = mapped_column(comment="exercise or protocol")
    version: Mapped[str] = mapped_column(comment="Of a protocol; exercises have none")
    body: Mapped[str] = mapped_column(Text, comment="YAML as it was written")
    hash: Mapped[str] = mapped_column(comment="SHA-256 in hex of the body")
    added_at: Mapped[datetime] = mapped_column(comment="When")
    added_by: Mapped[str] = mapped_column(comment="Who, as named on the command line")
    retired_at: Mapped[datetime | None] = mapped_column(comment="Since when it is not offered any more")
    retired_by: Mapped[str | None] = mapped_column(comment="Who retired it")
