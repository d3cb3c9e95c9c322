"""A dose revision is never used twice: what a phone has shown under a number stays what that number means."""

from dataclasses import replace

from hep_api.engine.slot import Slot
from hep_api.engine.state import Course, Plan


def lifted(before: Course, after: Course) -> Course:
    """A replayed course whose revisions go on from those already shown: higher where the prescription differs."""
    return replace(after, plans=tuple(_plan(before.plan(plan.id), plan) for plan in after.plans))


def _plan(before: Plan | None, after: Plan) -> Plan:
    if before is None:
        return after
    return replace(after, slots=tuple(_slot(before.slot(slot.id), slot) for slot in after.slots))


def _slot(before: Slot | None, after: Slot) -> Slot:
    if before is None:
        return after
    differs = (before.rung, before.dose) != (after.rung, after.dose)
    return replace(after, revision=max(after.revision, before.revision + differs))
