"""Staff: therapists, admins and operators who sign in with e-mail and password."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_key, clinic_reference, one_of


class StaffRow(Row):
    """A person who works at the clinic."""

    __tablename__ = "staff"
    __table_args__ = (
        clinic_reference(),
        clinic_key(),
        one_of("role", "therapist", "admin", "operator"),
        Index("uq_staff_email", "email", unique=True),
        {"comment": "A person who works at a clinic and signs in with e-mail and password"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    email: Mapped[str] = mapped_column(
        comment="Lower case; unique over all clinics, because signing in names no clinic"
    )
    name: Mapped[str] = mapped_column(comment="Shown to colleagues and to the person")
    role: Mapped[str] = mapped_column(comment="therapist, admin or operator")
    password_hash: Mapped[str] = mapped_column(comment="argon2id with its own salt and parameters")
    locale: Mapped[str] = mapped_column(comment="Language of texts and notices, such as en")
    zone: Mapped[str] = mapped_column(comment="IANA zone of the person's working day")
    created_at: Mapped[datetime] = mapped_column(comment="When the account was made")
    disabled_at: Mapped[datetime | None] = mapped_column(comment="Since when the account opens nothing")
