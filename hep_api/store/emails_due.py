"""E-mails of all clinics on their way: claim with lease and fence, settle (for workers)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from hep_api.store.binding import NOBODY, Bound
from hep_api.store.database_clock import database_now
from hep_api.store.db import across, bound_to, session
from hep_api.store.entrance import find_staff_by_email
from hep_api.store.models import (
    ClinicRow,
    EmailRow,
    InviteTryRow,
    ResetRequestRow,
    ResetTokenRow,
    StaffInviteRow,
    StaffRow,
)

PERSON = ("email", "name", "locale")
RESETS_AN_HOUR = 3
"""How many links for a new password one account is sent within an hour, whoever asks."""


@dataclass(frozen=True, slots=True)
class OwedEmail:
    """One e-mail held by this worker, and to whom it goes; whoever names another fence writes nothing.

    It goes to a member of staff, or with an invite to somebody who is not yet one.
    """

    id: UUID
    fence: int
    clinic_id: UUID
    staff_id: UUID | None
    staff_invite_id: UUID | None
    kind: str
    attempts: int
    expires_at: datetime
    address: str
    name: str
    locale: str
    clinic_name: str


@across()
def take_requests(now: datetime, useful: timedelta, limit: int) -> int:
    """Turn wishes for a new password into e-mails owed; returns how many wishes were looked at.

    Wishes for an address that nobody signs in with, and those beyond RESETS_AN_HOUR, leave nothing behind.
    """
    asked = select(ResetRequestRow.id).order_by(ResetRequestRow.asked_at).limit(limit).with_for_update(skip_locked=True)
    taken = (
        delete(ResetRequestRow)
        .where(ResetRequestRow.id.in_(asked.scalar_subquery()))
        .returning(ResetRequestRow.email)
        .execution_options(synchronize_session=False)
    )
    emails = list(session().scalars(taken))
    for email in emails:
        _owe_reset(email, now, useful)
    return len(emails)


def _owe_reset(email: str, now: datetime, useful: timedelta) -> None:
    """By the door, like somebody who signs in: a worker reads no addresses of all clinics."""
    with bound_to(NOBODY):
        staff = find_staff_by_email(email)
        if staff is None:
            return
        # The account's row orders two workers: the second sees what the first owes.
        session().refresh(staff, with_for_update=True)
        if staff.disabled_at is None and _resets_since(staff.id, now - timedelta(hours=1)) < RESETS_AN_HOUR:
            session().add(_reset_for(staff, now, useful))
            session().flush()


@across()
def claim(now: datetime, limit: int, lease_seconds: float) -> list[OwedEmail]:
    """Take e-mails that are due, oldest first, at most `limit`; also those whose last holder's lease has passed."""
    picked = (
        select(EmailRow.id)
        .where(
            EmailRow.settled_at.is_(None),
            EmailRow.next_attempt_at <= now,
            or_(EmailRow.lease_until.is_(None), EmailRow.lease_until < database_now()),
        )
        .order_by(EmailRow.next_attempt_at, EmailRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    taken = (
        update(EmailRow)
        .where(EmailRow.id.in_(select(picked.c.id)))
        .values(
            state="claimed",
            fence=EmailRow.fence + 1,
            attempts=EmailRow.attempts + 1,
            lease_until=database_now(lease_seconds),
        )
        .returning(EmailRow.id, EmailRow.clinic_id)
        .execution_options(synchronize_session=False)
    )
    return [_owed(email_id, clinic_id) for email_id, clinic_id in session().execute(taken).all()]


@across()
def add_reset_token(owed: OwedEmail, token_hash: str, at: datetime, expires_at: datetime) -> bool:
    """Keep the token that an e-mail is about to carry, in place of all before; False when the e-mail is no longer ours.

    Only the newest link works: whoever asks twice uses the second.
    """
    held = select(EmailRow.id).where(EmailRow.id == owed.id, EmailRow.fence == owed.fence).with_for_update()
    if session().scalar(held) is None:
        return False
    before = (
        ResetTokenRow.clinic_id == owed.clinic_id,
        ResetTokenRow.staff_id == owed.staff_id,
        ResetTokenRow.used_at.is_(None),
    )
    token = {"clinic_id": owed.clinic_id, "staff_id": owed.staff_id, "issued_at": at, "expires_at": expires_at}
    with bound_to(Bound(clinic_id=owed.clinic_id)):
        session().execute(update(ResetTokenRow).where(*before).values(used_at=at))
        session().add(ResetTokenRow(hash=token_hash, **token))
        session().flush()
    return True


@across()
def settle(owed: OwedEmail, state: str, detail: str, now: datetime) -> bool:
    """End an e-mail that this worker still holds; False when it does not."""
    return _write(owed, state=state, detail=detail, settled_at=now, lease_until=None)


@across()
def put_off(owed: OwedEmail, until: datetime, detail: str) -> bool:
    """Give an e-mail back for a later try; False when this worker no longer holds it."""
    return _write(owed, state="pending", detail=detail, next_attempt_at=until, lease_until=None)


@across()
def forget_tries(before: datetime) -> None:
    """Forget tries with codes that are older than any open invite."""
    session().execute(delete(InviteTryRow).where(InviteTryRow.tried_at < before))


def _owed(email_id: UUID, clinic_id: UUID) -> OwedEmail:
    """To whom an e-mail goes is looked up inside its clinic. One that brings an invite ends with it."""
    ends = func.coalesce(StaffInviteRow.revoked_at, StaffInviteRow.redeemed_at, EmailRow.expires_at)
    person = [func.coalesce(getattr(StaffRow, name), getattr(StaffInviteRow, name)) for name in PERSON]
    found = (
        select(
            EmailRow.id, EmailRow.fence, EmailRow.clinic_id, EmailRow.staff_id, EmailRow.staff_invite_id,
            EmailRow.kind, EmailRow.attempts, ends, *person, ClinicRow.name,
        )
        .join(ClinicRow, ClinicRow.id == EmailRow.clinic_id)
        .outerjoin(StaffRow, _is_of(StaffRow, EmailRow.staff_id))
        .outerjoin(StaffInviteRow, _is_of(StaffInviteRow, EmailRow.staff_invite_id))
        .where(EmailRow.id == email_id)
    )  # fmt: skip
    with bound_to(Bound(clinic_id=clinic_id)):
        return OwedEmail(*session().execute(found).one())


def _is_of(row: type[StaffRow | StaffInviteRow], to: Any) -> ColumnElement[bool]:
    return and_(row.clinic_id == EmailRow.clinic_id, row.id == to)


def _resets_since(staff_id: UUID, since: datetime) -> int:
    owed = (EmailRow.staff_id == staff_id, EmailRow.kind == "password_reset", EmailRow.created_at > since)
    return session().scalar(select(func.count()).where(*owed)) or 0


def _reset_for(staff: StaffRow, now: datetime, useful: timedelta) -> EmailRow:
    return EmailRow(
        id=uuid4(),
        clinic_id=staff.clinic_id,
        staff_id=staff.id,
        kind="password_reset",
        created_at=now,
        expires_at=now + useful,
        next_attempt_at=now,
    )


def _write(owed: OwedEmail, **values: Any) -> bool:
    written = (
        update(EmailRow)
        .where(EmailRow.id == owed.id, EmailRow.fence == owed.fence, EmailRow.settled_at.is_(None))
        .values(**values)
        .returning(EmailRow.id)
        .execution_options(synchronize_session=False)
    )
    return session().execute(written).one_or_none() is not None
