"""Gives patients to a colleague for some days, and lets an admin look at emergencies."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hep_api.errors import Conflict, FieldError, Forbidden, Invalid
from hep_api.store import covers, emergencies, staff
from hep_api.store.covers import Cover
from hep_api.store.db import write
from hep_api.store.emergencies import Emergency
from hep_api.store.scope import Role, Scope

A_DAY = timedelta(days=1)


def give_cover(scope: Scope, given: Mapping[str, Any], zone: str, now: datetime) -> list[dict[str, Any]]:
    """Let a colleague look after the caller's patients; returns every cover of the caller, now and ahead.

    Raises Invalid with every mistake, and Forbidden during an emergency.
    """
    if scope.break_glass_id is not None:
        raise Forbidden("An emergency hands nobody over.")
    here = ZoneInfo(zone)
    start = max(now, datetime.combine(given["from_on"], time(), here))
    until = datetime.combine(given["until_on"] + A_DAY, time(), here)
    with write():
        treated = covers.list_treated(scope, now)
        wanted = treated if given["patients"] is None else given["patients"]
        mistakes = [*_wrong_colleague(scope, given["staff_id"]), *_not_treated(wanted, treated)]
        if until <= now:
            mistakes.append(FieldError("until_on", "That day is over."))
        if mistakes:
            raise Invalid("Some fields cannot be used.", mistakes)
        covers.add_covers(scope, dict.fromkeys(wanted), given["staff_id"], start, until, given["reason"])
        return [_cover(one) for one in covers.list_covers(scope, now)]


def list_covers(scope: Scope, now: datetime) -> list[dict[str, Any]]:
    """Covers that the caller gave or took, now and ahead."""
    return [_cover(one) for one in covers.list_covers(scope, now)]


def end_cover(scope: Scope, cover_id: UUID, now: datetime) -> None:
    """End a cover early; whoever gave and whoever took it may. Raises NotFound."""
    with write():
        covers.end_cover(scope, cover_id, now)


def list_emergencies(scope: Scope, *, reviewed: bool | None) -> list[dict[str, Any]]:
    """Emergencies that the caller may read of, unordered; all, or only those (not) reviewed."""
    found = emergencies.list_emergencies(scope)
    return [_emergency(one) for one in found if reviewed is None or (one.review is not None) is reviewed]


def order(line: Mapping[str, Any]) -> list[Any]:
    """The key of an emergency: waiting ones first, then newest first."""
    return [line["review"] is not None, -line["opened_at"].timestamp(), str(line["id"])]


def review(scope: Scope, emergency_id: UUID, note: str, now: datetime) -> dict[str, Any]:
    """Keep that an admin has looked at an emergency; raises NotFound, and Conflict when one has before."""
    with write():
        if emergencies.get_emergency(scope, emergency_id).review is not None:
            raise Conflict("Somebody has looked at this before.", code="already_reviewed")
        emergencies.add_review(scope, emergency_id, note, now)
    return _emergency(emergencies.get_emergency(scope, emergency_id))


def _wrong_colleague(scope: Scope, staff_id: UUID) -> list[FieldError]:
    row = staff.find_staff(scope, staff_id)
    fits = row is not None and row.disabled_at is None and row.role == Role.THERAPIST.value
    if fits and staff_id != scope.subject_id:
        return []
    return [FieldError("staff_id", "There is no such other therapist at work here.")]


def _not_treated(wanted: Sequence[UUID], treated: Sequence[UUID]) -> list[FieldError]:
    if not wanted:
        return [FieldError("patients", "You treat nobody at this moment.")]
    told = "There is no such patient whom you treat."
    return [FieldError(f"patients.{place}", told) for place, one in enumerate(wanted) if one not in treated]


def _cover(cover: Cover) -> dict[str, Any]:
    return {
        "id": cover.care.id,
        "patient": {"id": cover.patient.id, "name": cover.patient.name},
        "given_by": {"id": cover.giver.id, "name": cover.giver.name},
        "covered_by": {"id": cover.taker.id, "name": cover.taker.name},
        "from_at": cover.care.started_at,
        "until_at": cover.care.until_at,
        "reason": cover.care.reason,
    }


def _emergency(one: Emergency) -> dict[str, Any]:
    access, seen = one.access, one.review
    return {
        "id": access.id,
        "patient": {"id": access.patient_id, "name": one.patient_name},
        "opened_by": {"id": access.staff_id, "name": one.staff_name},
        "reason": access.reason,
        "opened_at": access.started_at,
        "until_at": access.until_at,
        "review": {"by": seen.reviewed_by, "at": seen.reviewed_at, "note": seen.note} if seen else None,
    }
