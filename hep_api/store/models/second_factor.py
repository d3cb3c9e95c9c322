"""Second factors of staff, and the codes that stand in for a lost one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, within


class SecondFactorRow(Row):
    """One authenticator app a person: in use since `confirmed_at`, waiting for it, or both while one is replaced."""

    __tablename__ = "second_factor"
    __table_args__ = (
        within("staff", "staff_id"),
        {"comment": "The authenticator app of a member of staff"},
    )

    staff_id: Mapped[UUID] = mapped_column(primary_key=True, comment="Whose it is")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    secret: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="TOTP secret in use, sealed under the installation's secret"
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="Since when it is asked for; empty: not in use")
    last_step: Mapped[int] = mapped_column(
        BigInteger, default=0, comment="Number of the last half minute whose code was used: none is used twice"
    )
    pending: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="Sealed secret that was shown and not yet confirmed"
    )
    pending_at: Mapped[datetime | None] = mapped_column(comment="When it was shown (real time)")

    @property
    def about(self) -> str:
        """What its secrets are bound to."""
        return secret_of(self.staff_id)


def secret_of(staff_id: UUID) -> str:
    """What the sealed secret of a member of staff is bound to."""
    return f"second_factor:{staff_id}"


class RecoveryCodeRow(Row):
    """One code that stands in for a code of the app, once."""

    __tablename__ = "recovery_code"
    __table_args__ = (
        within("staff", "staff_id"),
        Index("ix_recovery_code_staff", "staff_id"),
        {"comment": "A code that stands in once for a lost authenticator app"},
    )

    hash: Mapped[str] = mapped_column(primary_key=True, comment="Keyed hash of the code; the code is shown once")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    staff_id: Mapped[UUID] = mapped_column(comment="Whose it is")
    made_at: Mapped[datetime] = mapped_column(comment="When (real time)")
    used_at: Mapped[datetime | None] = mapped_column(comment="When it was used (real time)")
