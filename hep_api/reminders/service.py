"""Reads and keeps a patient's wishes, and lets what is already written down follow them."""

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from hep_api.engine.reminding import DEFAULT_QUIET, QuietHours, Wishes
from hep_api.errors import FieldError, Invalid
from hep_api.store import changes, conflicts, occurrences, patients, reminders
from hep_api.store.db import write
from hep_api.store.scope import Role, Scope


def read_wishes(scope: Scope) -> dict[str, Any]:
    """The wishes of the patient who asks."""
    return _plain(reminders.get_wishes(scope, scope.subject_id))


def keep_wishes(
    scope: Scope, body: Mapping[str, Any], now: datetime, based_on: Container[str] | None = None
) -> dict[str, Any]:
    """Keep wishes and move the reminders of the next days, in one transaction; the patient's zone follows.

    The patient's latest wishes count. When they were made upon others than those that stand (`based_on` lacks their
    tag), what they replace is kept as a conflict; None: the caller does not say.
    """
    quiet = body["quiet_hours"]
    wishes = Wishes(
        zone=body["zone"],
        times=tuple(sorted(body["times"])),
        days=frozenset(body["days"]),
        quiet=QuietHours(quiet["start"], quiet["end"], chosen=True) if quiet else DEFAULT_QUIET,
        enabled=body["enabled"],
    )
    if scope.role is Role.CAREGIVER and body["preview_opt_in"] != read_wishes(scope)["preview_opt_in"]:
        told = "Only the patient decides what shows on a locked screen; send it as it is."
        raise Invalid("Some fields cannot be used.", [FieldError("preview_opt_in", told)])
    with write():
        patients.lock_patient(scope, scope.subject_id)
        before = _plain(reminders.get_wishes(scope, scope.subject_id))
        reminders.put_wishes(
            scope, wishes, channels=tuple(body["channels"]), preview_opt_in=body["preview_opt_in"], now=now
        )
        occurrences.replan(scope, scope.subject_id, now)
        changes.announce(scope, scope.subject_id, "reminders", str(scope.subject_id), now)
        after = _plain(reminders.get_wishes(scope, scope.subject_id))
        crossed = based_on is not None and tag_of(before) not in based_on and _said(before) != _said(after)
        conflict_id = _keep_both(scope, before, after, now) if crossed else None
    return {**after, "conflict_id": conflict_id}


def tag_of(plain: Mapping[str, Any]) -> str:
    """What an edit names to say upon which wishes it was made; the zone may also be changed by a therapist."""
    return f"{plain['version']}.{plain['zone']}"


def _keep_both(scope: Scope, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime) -> UUID:
    crossing = conflicts.Crossing(
        scope.subject_id,
        "reminders",
        scope.subject_id,
        stands=_said(after) | {"version": after["version"]},
        set_aside=_said(before) | {"version": before["version"]},
        later_stands=True,
    )
    return conflicts.keep_both(scope, crossing, now)


def _said(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Wishes as plain data, without the count of edits."""
    quiet = {name: f"{wall:%H:%M}" for name, wall in plain["quiet_hours"].items()}
    times = [f"{wall:%H:%M}" for wall in plain["times"]]
    shaped = {"times": times, "quiet_hours": quiet, "channels": list(plain["channels"])}
    return {name: value for name, value in {**plain, **shaped}.items() if name not in {"version", "conflict_id"}}


def _plain(kept: reminders.Settled) -> dict[str, Any]:
    wishes = kept.wishes
    return {
        "enabled": kept.enabled,
        "times": wishes.times,
        "days": sorted(wishes.days),
        "zone": wishes.zone,
        "quiet_hours": {"start": wishes.quiet.start, "end": wishes.quiet.end},
        "quiet_hours_chosen": wishes.quiet.chosen,
        "channels": kept.channels,
        "preview_opt_in": kept.preview_opt_in,
        "version": kept.version,
        "conflict_id": None,
    }
