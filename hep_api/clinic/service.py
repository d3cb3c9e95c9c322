"""Lists and changes a clinic's settings; every change stays, with who, when and why."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from hep_api.engine.configuring import SETTINGS, Config, NotAllowed, configured
from hep_api.errors import FieldError, Invalid, NotFound
from hep_api.store import clinic_settings
from hep_api.store.db import write
from hep_api.store.models import ClinicSettingRow
from hep_api.store.scope import Scope

AN_INSTANT = timedelta(microseconds=1)
"""Two changes are never of one instant: the later one counts."""


def list_settings(scope: Scope) -> dict[str, Any]:
    """Every setting with what this clinic has made of it."""
    history = clinic_settings.list_changes(scope)
    return {"items": [_shown(name, [row for row in history if row.name == name]) for name in SETTINGS]}


def change_setting(scope: Scope, name: str, value: str, reason: str, now: datetime) -> dict[str, Any]:
    """Set one number; raises NotFound for an unknown one and Invalid for what may not be."""
    if name not in SETTINGS:
        raise NotFound("There is no such setting.")
    with write():
        kept = [pair for pair in clinic_settings.overrides(scope) if pair[0] != name]
        try:
            configured(Config(), (*kept, (name, value)) if value else tuple(kept))
        except NotAllowed as error:
            raise Invalid("Some fields cannot be used.", [FieldError("value", str(error))]) from error
        latest = clinic_settings.list_changes(scope)[:1]
        at = max([now, *(row.set_at + AN_INSTANT for row in latest)])
        row = ClinicSettingRow(
            id=uuid4(), clinic_id=scope.clinic_id, name=name, value=value, reason=reason, set_by=scope.subject_id,
            set_at=at,
        )  # fmt: skip
        clinic_settings.add_change(scope, row)
        return _shown(name, [row for row in clinic_settings.list_changes(scope) if row.name == name])


def _shown(name: str, history: Sequence[ClinicSettingRow]) -> dict[str, Any]:
    setting, default = SETTINGS[name], getattr(Config(), name)
    standard = "" if default is None else str(default)
    return {
        "name": name,
        "what": setting.what,
        "source": setting.source,
        "default": standard,
        "low": str(setting.low),
        "high": str(setting.high),
        "fixed": setting.fixed,
        "value": (history[0].value if history else "") or standard,
        "history": [
            {"value": row.value, "reason": row.reason, "set_by": row.set_by, "set_at": row.set_at} for row in history
        ],
    }
