"""Staff accounts of one clinic."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from hep_api.errors import NotFound
from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import CareRelationshipRow, ClinicRow, StaffRow
from hep_api.store.reach import care_lives
from hep_api.store.scope import Role, Scope


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


def hold_staff(scope: Scope, staff_id: UUID) -> StaffRow:
    """A colleague at work, held with the whole team until the transaction ends; raises NotFound.

    Whoever changes the team queues at its clinic, so two admins cannot remove each other at one moment.
    """
    session().execute(select(ClinicRow.id).where(ClinicRow.id == scope.clinic_id).with_for_update())
    row = find_staff(scope, staff_id)
    if row is None or row.disabled_at is not None:
        raise NotFound("There is no such person.")
    session().refresh(row)
    return row


def is_last_admin(scope: Scope, row: StaffRow) -> bool:
    """Whether the scope's clinic would have no admin at work without this one."""
    others = select(StaffRow.id).where(
        StaffRow.clinic_id == scope.clinic_id,
        StaffRow.role == Role.ADMIN.value,
        StaffRow.disabled_at.is_(None),
        StaffRow.id != row.id,
    )
    return row.role == Role.ADMIN.value and session().scalars(others.limit(1)).one_or_none() is None


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


def carers_of(scope: Scope, patient_id: UUID, now: datetime) -> list[StaffRow]:
    """Who cares for a patient of the scope's clinic at `now`, first come first: those an alert is for."""
    since = (
        select(func.min(CareRelationshipRow.started_at))
        .where(
            CareRelationshipRow.clinic_id == StaffRow.clinic_id,
            CareRelationshipRow.staff_id == StaffRow.id,
            CareRelationshipRow.patient_id == patient_id,
            care_lives(now),
        )
        .scalar_subquery()
    )
    found = (
        select(StaffRow)
        .where(StaffRow.clinic_id == scope.clinic_id, StaffRow.disabled_at.is_(None), since.is_not(None))
        .order_by(since, StaffRow.id)
    )
    return list(session().scalars(found))
