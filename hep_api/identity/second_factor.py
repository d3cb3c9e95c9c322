"""The second factor of a member of staff: set up, confirm, use, replace, take away; instants are real time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hep_api import sealing
from hep_api.errors import Conflict, FieldError, Invalid
from hep_api.identity import passwords, totp
from hep_api.identity.password_rules import SHORTEST
from hep_api.qr import qr_svg
from hep_api.settings import Settings
from hep_api.store import clinic_settings, emails, second_factors, staff, tokens
from hep_api.store.db import write
from hep_api.store.models import SecondFactorRow
from hep_api.store.models.second_factor import secret_of
from hep_api.store.scope import Scope
from hep_api.tokens import hash_code, mint_code

RECOVERY_CODES = 10
TIME_TO_CONFIRM = timedelta(minutes=15)
SIX_DIGITS = re.compile(r"[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A fresh secret, shown once: as text, as what an app reads, and as a QR code (an SVG element)."""

    secret: str
    uri: str
    qr_svg: str


def describe(scope: Scope) -> dict[str, Any]:
    """Whether a second factor is asked for, since when, and how many recovery codes are left."""
    row = second_factors.find_factor(scope)
    return {
        "on": _is_on(row),
        "confirmed_at": row.confirmed_at if row else None,
        "recovery_codes_left": second_factors.count_recovery_codes(scope),
        "required": clinic_settings.chosen(scope, clinic_settings.SECOND_FACTOR) == "required",
    }


def is_on(scope: Scope) -> bool:
    """Whether the subject is asked for a second factor."""
    return _is_on(second_factors.find_factor(scope))


def set_up(settings: Settings, scope: Scope, password: str, code: str | None, at: datetime) -> Shown:
    """Show a new secret, which counts from when it is confirmed; raises Invalid.

    Replacing an app that is in use takes a code of it, or a recovery code.
    """
    secret = totp.new_secret()
    with proven(settings, scope, password, code, at):
        second_factors.show_secret(scope, _sealed(scope, secret), at)
        uri = totp.app_uri(secret, staff.get_staff(scope, scope.subject_id).email)
    return Shown(secret, uri, qr_svg(uri))


def confirm(settings: Settings, scope: Scope, code: str, at: datetime) -> list[str]:
    """Ask for the shown app from now on; returns the recovery codes, the only time they are known.

    The person's other sign-ins end. Raises Conflict when nothing waits, Invalid when the code is wrong.
    """
    codes = [mint_code() for _ in range(RECOVERY_CODES)]
    with write():
        row = second_factors.hold_factor(scope)
        if row is None or row.pending is None or row.pending_at is None or at - row.pending_at > TIME_TO_CONFIRM:
            raise Conflict("Nothing waits to be confirmed; begin again.", code="second_factor_not_begun")
        step = totp.find_step(_opened(scope, row.pending), _typed(code), at)
        if step is None:
            raise Invalid("Some fields cannot be used.", [FieldError("code", "This is not the app's present code.")])
        second_factors.confirm_factor(scope, row, step, at)
        second_factors.replace_recovery_codes(scope, _hashes(settings, codes), at)
        tokens.revoke_owner(scope, scope.subject_id, reason="second_factor", at=at, but=scope.family_id)
        emails.owe_email(scope, scope.subject_id, "second_factor_on", at)
    return codes


def renew_recovery_codes(settings: Settings, scope: Scope, password: str, code: str | None, at: datetime) -> list[str]:
    """New recovery codes in place of all before; raises Conflict without a second factor, and Invalid."""
    if not is_on(scope):
        raise Conflict("There is no second factor to recover from.", code="second_factor_off")
    codes = [mint_code() for _ in range(RECOVERY_CODES)]
    with proven(settings, scope, password, code, at):
        second_factors.replace_recovery_codes(scope, _hashes(settings, codes), at)
    return codes


def turn_off(settings: Settings, scope: Scope, password: str, code: str | None, at: datetime) -> None:
    """Ask for no second factor any more; raises Conflict where the clinic requires one, and Invalid."""
    if clinic_settings.chosen(scope, clinic_settings.SECOND_FACTOR) == "required":
        raise Conflict(
            "Your clinic requires a second factor; set up another one instead.", code="second_factor_required"
        )
    if len(passwords.normalised(password)) < SHORTEST:
        told = f"Without a second factor a password has at least {SHORTEST} characters; choose a longer one first."
        raise Invalid("Some fields cannot be used.", [FieldError("password", told)])
    with proven(settings, scope, password, code, at):
        second_factors.remove_factor(scope)
        emails.owe_email(scope, scope.subject_id, "second_factor_off", at)


def use_code(settings: Settings, scope: Scope, code: str, at: datetime) -> bool:
    """Use up a code of the app or a recovery code, inside a transaction; False for a wrong or a used one."""
    typed = _typed(code)
    if not SIX_DIGITS.fullmatch(typed):
        hashes = [hash_code(secret, code, "recovery") for secret in (settings.secret_key, *settings.old_secret_keys)]
        return any(second_factors.use_recovery_code(scope, code_hash, at) for code_hash in hashes)
    row = second_factors.hold_factor(scope)
    if row is None or row.secret is None:
        return False
    secret = _opened(scope, row.secret)
    if not sealing.installed().is_current(row.secret, secret_of(scope.subject_id)):
        row.secret = _sealed(scope, secret)
    step = totp.find_step(secret, typed, at)
    return step is not None and second_factors.use_step(scope, step)


@contextmanager
def proven(settings: Settings, scope: Scope, password: str, code: str | None, at: datetime) -> Iterator[None]:
    """A transaction of somebody who knows the password, and a code where one is asked for; raises Invalid."""
    right = passwords.is_right(staff.get_staff(scope, scope.subject_id).password_hash, password)
    with write():
        mistakes = [] if right else [FieldError("password", "This is not your password.")]
        if is_on(scope):
            if not code:
                mistakes.append(FieldError("code", "Send a code of your authenticator app, or a recovery code."))
            elif right and not use_code(settings, scope, code, at):
                mistakes.append(FieldError("code", "This code is wrong or was used before."))
        if mistakes:
            raise Invalid("Some fields cannot be used.", mistakes)
        yield


def _sealed(scope: Scope, secret: str) -> bytes:
    return sealing.installed().wrap(secret.encode(), secret_of(scope.subject_id))


def _opened(scope: Scope, sealed: bytes) -> str:
    """The secret; raises CannotOpen when SECRET_KEY was changed and OLD_SECRET_KEYS does not name the one before."""
    return sealing.installed().unwrap(sealed, secret_of(scope.subject_id)).decode()


def _is_on(row: SecondFactorRow | None) -> bool:
    return row is not None and row.confirmed_at is not None


def _typed(code: str) -> str:
    return code.replace(" ", "").replace("-", "")


def _hashes(settings: Settings, codes: list[str]) -> list[str]:
    return [hash_code(settings.secret_key, code, "recovery") for code in codes]
