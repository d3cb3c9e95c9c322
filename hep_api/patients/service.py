"""Add, list, change and invite patients."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hep_api.errors import Stale
from hep_api.patients import worklist
from hep_api.qr import qr_svg
from hep_api.settings import Settings
from hep_api.store import changes, conflicts, invites, patients, tokens
from hep_api.store.db import write
from hep_api.store.models import PatientRow
from hep_api.store.scope import Scope
from hep_api.store.worklist import work_items
from hep_api.tokens import hash_code, mint_code


@dataclass(frozen=True, slots=True)
class Invite:
    """A fresh invite: the only moment its code is known."""

    code: str
    link: str
    qr_svg: str
    expires_at: datetime


def add_patient(scope: Scope, given: Mapping[str, Any], at: datetime) -> PatientRow:
    """Add a patient in the care of the caller."""
    with write():
        return patients.add_patient(scope, uuid4(), at=at, **given)


def get_patient(scope: Scope, patient_id: UUID) -> PatientRow:
    """A patient in the caller's care; raises NotFound."""
    return patients.get_patient(scope, patient_id)


def list_work(scope: Scope, *, text: str, archived: bool) -> list[dict[str, Any]]:
    """Every patient in the caller's care whose name holds the text, as lines of the work-list, unordered."""
    wanted = text.casefold()
    lines = (worklist.describe(item) for item in work_items(scope, archived=archived))
    return [line for line in lines if wanted in line["name"].casefold()]


def change_patient(
    scope: Scope, patient_id: UUID, given: Mapping[str, Any], version: int | None, at: datetime
) -> PatientRow:
    """Change what is given; raises NotFound, and Stale when `version` is no longer current.

    Archiving also ends the phone's sign-ins.
    """
    try:
        return _changed(scope, patient_id, given, version, at)
    except Stale as error:
        error.details["conflict_id"] = str(_set_aside(scope, patient_id, given, at))
        raise


def _changed(scope: Scope, patient_id: UUID, given: Mapping[str, Any], version: int | None, at: datetime) -> PatientRow:
    columns = {name: value for name, value in given.items() if name != "archived"}
    with write():
        row = patients.change_patient(scope, patient_id, columns, version)
        if "archived" in given and given["archived"] != (row.archived_at is not None):
            patients.archive_patient(scope, row, at if given["archived"] else None)
        if given.get("archived"):
            tokens.revoke_owner(scope, patient_id, reason="archived", at=at)
        changes.announce(scope, patient_id, "patient", str(patient_id), at)
        return row


def _set_aside(scope: Scope, patient_id: UUID, given: Mapping[str, Any], at: datetime) -> UUID:
    """Keep an edit that came too late beside what stands: the earlier edit of a patient's record counts."""
    with write():
        row = patients.lock_patient(scope, patient_id)
        standing = {"name": row.name, "birth_year": row.birth_year, "zone": row.zone, "locale": row.locale}
        standing["archived"] = row.archived_at is not None
        stands = {name: standing[name] for name in given} | {"version": row.version}
        crossing = conflicts.Crossing(patient_id, "patient", patient_id, stands=stands, set_aside=dict(given))
        return conflicts.keep_both(scope, crossing, at)


def invite_patient(settings: Settings, scope: Scope, patient_id: UUID, at: datetime) -> Invite:
    """Make the patient's only open invite; `at` is real time. Raises NotFound."""
    code = mint_code()
    expires_at = at + timedelta(hours=settings.invite_hours)
    with write():
        invites.add_invite(
            scope, patient_id, code_hash=hash_code(settings.secret_key, code), expires_at=expires_at, at=at
        )
    # After the hash sign, so that the code reaches no server's log when the link is opened.
    link = f"{settings.public_url}/redeem#{code}"
    return Invite(code, link, qr_svg(link), expires_at)
