"""Reads and keeps a patient's wishes, and lets what is already written down follow them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hep_api.engine.reminding import DEFAULT_QUIET, QuietHours, Wishes
from hep_api.errors import FieldError, Invalid
from hep_api.store import changes, occurrences, patients, reminders
from hep_api.store.db import write
from hep_api.store.scope import Role, Scope


def read_wishes(scope: Scope) -> dict[str, Any]:
    """The wishes of the patient who asks."""
    return _plain(reminders.get_wishes(scope, scope.subject_id))


def keep_wishes(scope: Scope, body: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Keep wishes and move the reminders of the next days, in one transaction; the patient's zone follows."""
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
        reminders.put_wishes(
            scope, wishes, channels=tuple(body["channels"]), preview_opt_in=body["preview_opt_in"], now=now
        )
        occurrences.replan(scope, scope.subject_id, now)
        changes.announce(scope, scope.subject_id, "reminders", str(scope.subject_id), now)
        kept = reminders.get_wishes(scope, scope.subject_id)
    return _plain(kept)


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
    }
