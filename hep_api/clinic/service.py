"""Lists and changes a clinic's settings; every change stays, with who, when and why."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from hep_api.engine.configuring import SETTINGS, Config, NotAllowed, configured
from hep_api.errors import FieldError, Invalid, NotFound
from hep_api.store import clinic_settings
from hep_api.store.clinic_settings import AMOUNTS, CHOICES, Amount, Choice
from hep_api.store.db import write
from hep_api.store.models import ClinicSettingRow
from hep_api.store.scope import Scope

AN_INSTANT = timedelta(microseconds=1)
"""Two changes are never of one instant: the later one counts."""


def list_settings(scope: Scope) -> dict[str, Any]:
    """Every setting with what this clinic has made of it: its choices, then the numbers of the engine."""
    history = clinic_settings.list_changes(scope)
    names = (*CHOICES, *AMOUNTS, *SETTINGS)
    return {"items": [_shown(name, [row for row in history if row.name == name]) for name in names]}


def change_setting(scope: Scope, name: str, value: str, reason: str, now: datetime) -> dict[str, Any]:
    """Make one setting; raises NotFound for an unknown one and Invalid for what may not be."""
    if name not in {*SETTINGS, *CHOICES, *AMOUNTS}:
        raise NotFound("There is no such setting.")
    with write():
        wrong = _wrong(scope, name, value)
        if wrong:
            raise Invalid("Some fields cannot be used.", [FieldError("value", wrong)])
        latest = clinic_settings.list_changes(scope)[:1]
        at = max([now, *(row.set_at + AN_INSTANT for row in latest)])
        row = ClinicSettingRow(
            id=uuid4(), clinic_id=scope.clinic_id, name=name, value=value, reason=reason, set_by=scope.subject_id,
            set_at=at,
        )  # fmt: skip
        clinic_settings.add_change(scope, row)
        return _shown(name, [row for row in clinic_settings.list_changes(scope) if row.name == name])


def _wrong(scope: Scope, name: str, value: str) -> str:
    if name in CHOICES:
        return _wrong_choice(name, value)
    return _wrong_amount(AMOUNTS[name], value) if name in AMOUNTS else _wrong_number(scope, name, value)


def _wrong_amount(amount: Amount, value: str) -> str:
    whole = value.isascii() and value.isdigit() and len(value) <= len(str(amount.high))
    fits = value == "" or (whole and amount.low <= int(value) <= amount.high)
    return "" if fits else f"'{value}' is not allowed; allowed: whole numbers from {amount.low} to {amount.high}."


def _wrong_choice(name: str, value: str) -> str:
    allowed = CHOICES[name].allowed
    return "" if value in ("", *allowed) else f"There is no '{value}'; allowed: {', '.join(allowed)}."


def _wrong_number(scope: Scope, name: str, value: str) -> str:
    kept = [pair for pair in clinic_settings.overrides(scope) if pair[0] != name]
    try:
        configured(Config(), (*kept, (name, value)) if value else tuple(kept))
    except NotAllowed as error:
        return str(error)
    return ""


def _described(name: str) -> dict[str, Any]:
    if name in CHOICES:
        return _of_choice(CHOICES[name])
    return _of_amount(AMOUNTS[name]) if name in AMOUNTS else _of_number(name)


def _of_choice(choice: Choice) -> dict[str, Any]:
    return {
        "what": choice.what,
        "source": "own",
        "default": choice.allowed[0],
        "low": "",
        "high": "",
        "allowed": list(choice.allowed),
        "fixed": False,
    }


def _of_amount(amount: Amount) -> dict[str, Any]:
    bounds = {"default": str(amount.default), "low": str(amount.low), "high": str(amount.high)}
    return {"what": amount.what, "source": "own", **bounds, "allowed": [], "fixed": False}


def _of_number(name: str) -> dict[str, Any]:
    setting, default = SETTINGS[name], getattr(Config(), name)
    return {
        "what": setting.what,
        "source": setting.source,
        "default": "" if default is None else str(default),
        "low": str(setting.low),
        "high": str(setting.high),
        "allowed": [],
        "fixed": setting.fixed,
    }


def _shown(name: str, history: Sequence[ClinicSettingRow]) -> dict[str, Any]:
    found = _described(name)
    return {
        "name": name,
        **found,
        "value": (history[0].value if history else "") or found["default"],
        "history": [
            {"value": row.value, "reason": row.reason, "set_by": row.set_by, "set_at": row.set_at} for row in history
        ],
    }
