"""Invites, changes and removes staff, and hands their patients over; a clinic always has an admin."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hep_api.errors import Conflict, FieldError, Invalid
from hep_api.settings import Settings
from hep_api.store import audit, care, emails, handing_over, staff, staff_invites, tokens
from hep_api.store.db import write
from hep_api.store.handing_over import Listed
from hep_api.store.models import StaffInviteRow, StaffRow
from hep_api.store.scope import Role, Scope
from hep_api.tokens import derive_code, hash_code

MISTAKES = "Some fields cannot be used."


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Patients that a colleague took over, and patients whom nobody cares for any more."""

    handed_over: list[UUID]
    without_therapist: list[UUID]


def list_team(scope: Scope) -> list[dict[str, Any]]:
    """Everybody of the clinic, first come first."""
    return [_colleague(row) for row in staff.list_staff(scope)]


def invite(settings: Settings, scope: Scope, given: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Invite somebody to the clinic by e-mail; older open invites to that address stop working. `at` is real time.

    Raises Invalid when somebody at work here has the address. Whether another clinic knows it is not told.
    """
    address = given["email"].strip().lower()
    if any(row.email == address and row.disabled_at is None for row in staff.list_staff(scope)):
        raise Invalid(MISTAKES, [FieldError("email", "Somebody at work here signs in with this address.")])
    invite_id = uuid4()
    code = derive_code(settings.secret_key, "staff_invite", invite_id)
    row = StaffInviteRow(
        id=invite_id,
        **given,
        code_hash=hash_code(settings.secret_key, code),
        created_by=scope.subject_id if scope.role is Role.ADMIN else None,
        created_at=at,
        expires_at=at + timedelta(hours=settings.invite_hours),
    )
    with write():
        staff_invites.add_staff_invite(scope, row)
        emails.owe_invitation(scope, row)
    # After the hash sign, so that the code reaches no server's log when the link is opened.
    return {**_invited(row), "code": code, "link": f"{settings.public_url}/join#{code}"}


def list_invites(scope: Scope, at: datetime) -> list[dict[str, Any]]:
    """Invites that still open something, newest first; `at` is real time."""
    return [_invited(row) for row in staff_invites.list_open_staff_invites(scope, at)]


def revoke_invite(scope: Scope, invite_id: UUID, at: datetime) -> None:
    """Take an invite back; raises NotFound."""
    with write():
        staff_invites.revoke_staff_invite(scope, invite_id, at)


def change_role(scope: Scope, staff_id: UUID, role: str, hand_to: UUID | None, now: datetime) -> dict[str, Any]:
    """Give a colleague another role; raises NotFound, Invalid and Conflict (the last admin)."""
    with write():
        row = staff.hold_staff(scope, staff_id)
        if row.role != role:
            _keep_an_admin(scope, row)
            _take_patients(scope, row, hand_to, now)
            row.role = role
            audit.append(scope, "staff.changed", about={"staff": row.id}, details={"role": role})
        return _colleague(row)


def remove(scope: Scope, staff_id: UUID, hand_to: UUID | None, now: datetime, real_now: datetime) -> HandedOver:
    """Close a colleague's account: every sign-in and device ends, and the patients are handed over.

    Raises NotFound, Invalid (nobody who can take over) and Conflict (the last admin).
    """
    with write():
        row = staff.hold_staff(scope, staff_id)
        _keep_an_admin(scope, row)
        handed = _take_patients(scope, row, hand_to, now)
        care.end_all_care(scope, staff_id, now)
        row.disabled_at = real_now
        audit.append(scope, "staff.removed", about={"staff": row.id, "to": hand_to})
        tokens.revoke_owner(scope, staff_id, reason="removed", at=real_now)
        return handed


def list_names(scope: Scope, *, without_therapist: bool) -> list[dict[str, Any]]:
    """Every patient in treatment by name, or only those without a therapist; unordered."""
    listed = (_named(one) for one in handing_over.list_names(scope))
    return [one for one in listed if not (without_therapist and one["therapists"])]


def order(line: Mapping[str, Any]) -> list[Any]:
    """The key of a patient in the list: waiting alerts first, then nobody's, then by name."""
    return [not line["alert_waits"], bool(line["therapists"]), line["name"].casefold(), str(line["id"])]


def set_carers(scope: Scope, patient_id: UUID, therapists: Collection[UUID], now: datetime) -> dict[str, Any]:
    """Say who cares for a patient from now on; raises NotFound, and Invalid for anybody who cannot."""
    wanted = set(therapists)
    with write():
        cares = {row.id for row in handing_over.get_named(scope, patient_id).carers}
        wrong = [
            FieldError(f"therapists.{place}", "There is no such therapist at work here.")
            for place, staff_id in enumerate(therapists)
            if not _can_care(scope, staff_id)
        ]
        if wrong:
            raise Invalid(MISTAKES, wrong)
        for staff_id in sorted(wanted - cares):
            handing_over.hand_over(scope, patient_id, leaves=None, comes=staff_id, now=now)
        for staff_id in sorted(cares - wanted):
            handing_over.hand_over(scope, patient_id, leaves=staff_id, comes=None, now=now)
        return _named(handing_over.get_named(scope, patient_id))


def _keep_an_admin(scope: Scope, row: StaffRow) -> None:
    if staff.is_last_admin(scope, row):
        raise Conflict("This is the clinic's only admin; make somebody else an admin first.", code="last_admin")


def _take_patients(scope: Scope, row: StaffRow, hand_to: UUID | None, now: datetime) -> HandedOver:
    if hand_to is not None and (hand_to == row.id or not _can_care(scope, hand_to)):
        raise Invalid(MISTAKES, [FieldError("hand_to", "There is no such other therapist at work here.")])
    mine = handing_over.patients_of(scope, row.id)
    in_treatment = {listed.patient.id for listed in handing_over.list_names(scope)}
    alone = [
        patient_id
        for patient_id in mine
        if not handing_over.hand_over(scope, patient_id, leaves=row.id, comes=hand_to, now=now)
        and patient_id in in_treatment
    ]
    return HandedOver(mine if hand_to else [], alone)


def _can_care(scope: Scope, staff_id: UUID) -> bool:
    row = staff.find_staff(scope, staff_id)
    return row is not None and row.disabled_at is None and row.role == Role.THERAPIST.value


def _colleague(row: StaffRow) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("id", "name", "email", "role", "created_at")}
    return {**plain, "removed_at": row.disabled_at}


def _invited(row: StaffInviteRow) -> dict[str, Any]:
    names = ("id", "email", "name", "role", "created_by", "created_at", "expires_at")
    return {name: getattr(row, name) for name in names}


def _named(listed: Listed) -> dict[str, Any]:
    return {
        "id": listed.patient.id,
        "name": listed.patient.name,
        "therapists": [{"id": row.id, "name": row.name} for row in listed.carers],
        "alert_waits": listed.alert_waits,
    }
