"""Choose another password: signed in, or by a link that came by e-mail; instants are real time."""

from datetime import datetime
from uuid import UUID

from hep_api.errors import FieldError, Invalid, Unauthenticated
from hep_api.identity import second_factor
from hep_api.identity.password_rules import password_mistake
from hep_api.identity.passwords import hash_password
from hep_api.settings import Settings
from hep_api.store import clinics, emails, entrance, staff, tokens
from hep_api.store.db import write
from hep_api.store.models import StaffRow
from hep_api.store.scope import Role, Scope
from hep_api.tokens import hash_refresh


def ask_for_reset(email: str, at: datetime) -> None:
    """Note the wish; the same work for every address. Who it belongs to is looked up by a worker."""
    with write():
        entrance.ask_for_reset(email, at)


def reset_password(token: str, password: str, source_hash: str, at: datetime) -> None:
    """Set a new password by an e-mailed token; every sign-in ends and the person is told.

    Raises Unauthenticated for a token that sets nothing, and Invalid for a password that may not be chosen, after
    which the token still works. A second factor stays as it is.
    """
    new_hash = hash_password(password)
    with write():
        held = entrance.hold_reset(hash_refresh(token), at)
        if held is None:
            raise Unauthenticated("This link does not work any more; ask for another.", code="reset_invalid")
        row, person = held
        scope = Scope(person.clinic_id, person.id, Role(person.role))
        _refuse_weak(scope, person, "password", password)
        row.used_at, row.source_hash = at, source_hash
        _replace(scope, person, new_hash, at)


def change_password(settings: Settings, scope: Scope, given: dict[str, str | None], at: datetime) -> None:
    """Set a new password, signed in; every other sign-in ends. Raises Invalid naming each mistake."""
    person = staff.get_staff(scope, scope.subject_id)
    new = given["new_password"] or ""
    _refuse_weak(scope, person, "new_password", new)
    new_hash = hash_password(new)
    with second_factor.proven(settings, scope, given["password"] or "", given["code"], at):
        _replace(scope, staff.get_staff(scope, scope.subject_id), new_hash, at, keep=scope.family_id)


def _replace(scope: Scope, person: StaffRow, new_hash: str, at: datetime, *, keep: UUID | None = None) -> None:
    staff.set_password(scope, person, new_hash, by="self" if keep else "reset")
    tokens.revoke_owner(scope, person.id, reason="password", at=at, but=keep)
    emails.owe_email(scope, person.id, "password_changed", at)


def _refuse_weak(scope: Scope, person: StaffRow, field: str, password: str) -> None:
    about = (clinics.get_clinic(scope).name, person.email, person.name)
    mistake = password_mistake(password, about, second_factor=second_factor.is_on(scope))
    if mistake:
        raise Invalid("Some fields cannot be used.", [FieldError(field, mistake)])
