"""Staff accounts of one clinic."""

from uuid import UUID

from sqlalchemy import select, update

from hep_api.errors import NotFound
from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import CareRelationshipRow, StaffRow
from hep_api.store.scope import Scope


def add_staff(scope: Scope, row: StaffRow) -> None:
    """Open an account at the scope's clinic; the e-mail is kept in lower case and is unique over all clinics."""
    row.clinic_id = scope.clinic_id
    row.email = row.email.strip().lower()
    session().add(row)
    audit.append(scope, "staff.added", about={"staff": row.id}, details={"role": row.role})


def find_staff(scope: Scope, staff_id: UUID) -> StaffRow | None:
    """A colleague of the scope's clinic, also a disabled one, or None."""
    found = select(StaffRow).where(StaffRow.clinic_id == scope.clinic_id, StaffRow.id == staff_id)
    return session().scalars(found).one_or_none()


def get_staff(scope: Scope, staff_id: UUID) -> StaffRow:
    """A colleague of the scope's clinic; raises NotFound."""
    row = find_staff(scope, staff_id)
    if row is None:
        raise NotFound("There is no such person.")
    return row


def replace_password(scope: Scope, staff_id: UUID, before: str, after: str) -> bool:
    """Put one password hash in the place of another; False when it was changed meanwhile."""
    replaced = (
        update(StaffRow)
        .where(StaffRow.clinic_id == scope.clinic_id, StaffRow.id == staff_id, StaffRow.password_hash == before)
        .values(password_hash=after)
        .returning(StaffRow.id)
    )
    return session().execute(replaced).one_or_none() is not None


def set_password(scope: Scope, row: StaffRow, password_hash: str, *, by: str) -> None:
    """Give a member of staff, whom the transaction loaded, another password; `by` is self or reset."""
    row.password_hash = password_hash
    audit.append(scope, "password.changed", about={"staff": row.id}, details={"by": by})


def list_staff(scope: Scope) -> list[StaffRow]:
    """Everybody of the scope's clinic, disabled accounts too, first come first."""
    found = select(StaffRow).where(StaffRow.clinic_id == scope.clinic_id).order_by(StaffRow.created_at, StaffRow.id)
    return list(session().scalars(found))


def carers_of(scope: Scope, patient_id: UUID) -> list[StaffRow]:
    """Who cares for a patient of the scope's clinic now, first come first: those an alert is for."""
    found = (
        select(StaffRow)
        .join(CareRelationshipRow, CareRelationshipRow.staff_id == StaffRow.id)
        .where(
            StaffRow.clinic_id == scope.clinic_id,
            StaffRow.disabled_at.is_(None),
            CareRelationshipRow.clinic_id == scope.clinic_id,
            CareRelationshipRow.patient_id == patient_id,
            CareRelationshipRow.ended_at.is_(None),
        )
        .order_by(CareRelationshipRow.started_at, StaffRow.id)
    )
    return list(session().scalars(found))
