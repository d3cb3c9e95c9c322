"""Moves a plan to another version of its protocol: a clinician's act with its own explanation."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from hep_api import codec
from hep_api.catalogue.comparison import compare
from hep_api.catalogue.values import Review
from hep_api.courses.contents import content, kept_review
from hep_api.courses.recording import Recorded
from hep_api.engine.facts import Verb
from hep_api.engine.moving import carried_exercises, why_not
from hep_api.engine.protocol import Content
from hep_api.engine.state import Course, Plan
from hep_api.errors import Conflict, FieldError, Invalid, Stale
from hep_api.plans.assigning import content_of, keep
from hep_api.plans.clinician import Desk, Moving, action, record_on_plan, refuse_ended
from hep_api.plans.reviewing import refuse_unreviewed
from hep_api.store import plans
from hep_api.store.models import PlanRow
from hep_api.web.wording import told_changes


@dataclass(frozen=True, slots=True)
class _Version:
    """A version that a plan may go to, and who has signed it."""

    content: Content
    review: Review


def move_plan(desk: Desk, plan_id: UUID, given: Mapping[str, Any]) -> Recorded:
    """Move a plan to the version `to` of its protocol, or to the installed one.

    Raises NotFound, Invalid and Conflict. The conflicts: plan_ended, same_version, phase_missing, protocol_unreviewed,
    settings_conflict.
    """
    row = plans.get_plan(desk.scope, plan_id)
    old, version = content(row.content_hash), _version(desk, row, given["to"])
    new = _with_earlier_exercises(old, version.content)
    protocol = version.content.protocol
    body = action(desk, Verb.MOVE, given["reason"], subject=protocol.version, content_hash=new.hash)
    changes = told_changes(desk.catalogue, desk.language, compare(old, new), protocol.id)
    moving = Moving(new, lambda: keep(desk, new, version.review), changes)

    def refuse(_: Course, plan: Plan) -> list[FieldError]:
        refuse_ended(plan)
        if plan.content_hash != old.hash:
            raise Stale("The plan has just moved; read it again.")
        _refuse_version(desk, plan, old, version, new)
        return []

    return record_on_plan(desk, row, body, given, refuse=refuse, moving=moving)


def _version(desk: Desk, row: PlanRow, wanted: str) -> _Version:
    """The installed version, or one that a plan within reach has; raises Invalid and Conflict."""
    entry = desk.catalogue.protocols.get(row.protocol_id)
    if entry is not None and wanted in ("", entry.protocol.version):
        return _Version(content_of(desk, row.protocol_id), entry.review)
    found = plans.find_version(desk.scope, row.protocol_id, wanted)
    if found is None:
        installed = f"; installed is {entry.protocol.version}" if entry else ""
        message = f"There is no such version of {row.protocol_id}{installed}."
        raise Invalid("Some fields cannot be used.", [FieldError("to", message)])
    return _Version(content(found), kept_review(found))


def _with_earlier_exercises(old: Content, new: Content) -> Content:
    """The new content with the exercises that only the old one has: they rest, with what they earned."""
    exercises = carried_exercises(old, new)
    return replace(new, exercises=exercises, hash=codec.content_hash(new.protocol, exercises, new.config))


def _refuse_version(desk: Desk, plan: Plan, old: Content, version: _Version, new: Content) -> None:
    if new.hash == old.hash:
        raise Conflict("The plan has this version already.", code="same_version")
    refuse_unreviewed(desk.scope, version.review)
    match why_not(plan, new):
        case "phase":
            known = [phase.id for phase in new.protocol.phases]
            message = f"The version has no phase {plan.phase.id}; it has: {', '.join(known)}."
            raise Conflict(message, code="phase_missing", details={"phases": known})
        case "settings":
            message = "The settings of this plan cannot stand together with those of the version."
            raise Conflict(message, code="settings_conflict")
