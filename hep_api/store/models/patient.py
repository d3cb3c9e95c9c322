"""Patients, and who may care for them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import BigInteger, Index, LargeBinary, and_, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from hep_api import sealing
from hep_api.codec import canonical
from hep_api.store.models.audit import DataKeyRow
from hep_api.store.models.rows import Row, clinic_key, clinic_reference, one_of, within


class PatientRow(Row):
    """A person in treatment. The row is also the lock that orders everything written for that person."""

    __tablename__ = "patient"
    __table_args__ = (
        clinic_reference(),
        clinic_key(),
        {"comment": "A person in treatment; locking the row orders all that is written for that person"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    identity: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="Name and birth year as JSON, sealed under the patient's key; empty: erased"
    )
    zone: Mapped[str] = mapped_column(comment="IANA zone of the patient's days")
    locale: Mapped[str] = mapped_column(comment="Language of texts and reminders, such as en")
    sequence: Mapped[int] = mapped_column(BigInteger, default=0, comment="Last number given to a fact or change")
    version: Mapped[int] = mapped_column(default=1, comment="Counts edits, for If-Match")
    created_at: Mapped[datetime] = mapped_column(comment="When the patient was added")
    archived_at: Mapped[datetime | None] = mapped_column(comment="Since when the patient is no longer in treatment")
    erased_at: Mapped[datetime | None] = mapped_column(comment="Since when nothing but the row's ids is left")
    planned_until: Mapped[datetime | None] = mapped_column(
        comment="Up to when reminders are written down; empty: never"
    )
    key: Mapped[DataKeyRow | None] = relationship(
        primaryjoin=lambda: and_(foreign(PatientRow.id) == DataKeyRow.id, DataKeyRow.clinic_id == PatientRow.clinic_id),
        viewonly=True,
        lazy="joined",
    )

    @property
    def name(self) -> str:
        """As the clinic knows the person; "" once it was erased."""
        return str(self._person().get("name", ""))

    @name.setter
    def name(self, name: str) -> None:
        self._know(name=name)

    @property
    def birth_year(self) -> int | None:
        """Asked again when an invite is redeemed, if known."""
        return self._person().get("birth_year")

    @birth_year.setter
    def birth_year(self, birth_year: int | None) -> None:
        self._know(birth_year=birth_year)

    def _person(self) -> dict[str, Any]:
        return opened_identity(self.id, self.identity, self.key)

    def _know(self, **changes: str | int | None) -> None:
        if self.key is None:
            raise ValueError("a patient without a key was erased, and is nobody's name")
        plain = canonical(self._person() | changes)
        self.identity = sealing.seal(self.key.open(), plain, identity_of(self.id))


def identity_of(patient_id: UUID) -> str:
    """What a sealed identity is bound to."""
    return f"patient:{patient_id}:identity"


def opened_identity(patient_id: UUID, identity: bytes | None, key: DataKeyRow | None) -> dict[str, Any]:
    """Name and birth year of a patient; empty once they were erased."""
    if identity is None or key is None:
        return {}
    told: dict[str, Any] = orjson.loads(sealing.unseal(key.open(), identity, identity_of(patient_id)))
    return told


class CareRelationshipRow(Row):
    """One staff member cares for one patient: from `started_at` until it is ended or `until_at` has come."""

    __tablename__ = "care_relationship"
    __table_args__ = (
        within("staff", "staff_id"),
        within("patient", "patient_id"),
        clinic_key(),
        one_of("kind", "treating", "covering", "emergency"),
        Index(
            "uq_care_relationship_live",
            "staff_id",
            "patient_id",
            "kind",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_care_relationship_patient", "patient_id"),
        {"comment": "Who may see and treat whom; a therapist reaches a patient only through a live row"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    staff_id: Mapped[UUID] = mapped_column(comment="Who cares")
    patient_id: Mapped[UUID] = mapped_column(comment="For whom")
    kind: Mapped[str] = mapped_column(comment="treating, covering for a colleague, or emergency")
    reason: Mapped[str] = mapped_column(comment="Why, in somebody's own words; may be empty while treating")
    begun_by: Mapped[UUID] = mapped_column(comment="The staff member who made it")
    started_at: Mapped[datetime] = mapped_column(comment="From when; may lie ahead")
    until_at: Mapped[datetime | None] = mapped_column(comment="When it ends by itself; empty: when somebody ends it")
    ended_at: Mapped[datetime | None] = mapped_column(comment="From when somebody ended it; empty while nobody has")
