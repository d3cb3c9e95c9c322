"""Turns a phase's menu into prescriptions: when a plan begins and when it enters a phase."""

from datetime import date

from hep_api.engine.changing import replace
from hep_api.engine.dose import Dose, Frequency, Load
from hep_api.engine.facts import Assign
from hep_api.engine.ladder import Rungs, row_range, rungs_of
from hep_api.engine.protocol import Content, Listing, Phase
from hep_api.engine.slot import Slot, prescription_id
from hep_api.engine.state import PhaseState, Plan
from hep_api.engine.timetable import WEEKDAYS, monday


def default_days(frequency: Frequency) -> tuple[int, ...]:
    """The weekdays of the lower end of a frequency; every n days may be any of them."""
    times = frequency.low if frequency.every_days is None else 7
    return WEEKDAYS[min(7, max(1, times))]


def listing_of(phase: Phase, slug: str) -> Listing | None:
    """The phase's listing of an exercise, or None."""
    for listing in phase.exercises:
        if listing.slug == slug:
            return listing
    return None


def rungs_for(content: Content, phase: Phase, slug: str) -> Rungs:
    """The ladder an exercise may walk in a phase; the whole ladder when the phase no longer lists it."""
    return rungs_of(content.exercises[slug], listing_of(phase, slug) or Listing(slug))


def _start_rung(rungs: Rungs, listing: Listing, chosen: dict[str, int], before: Slot | None) -> int:
    start = rungs.exercise.rung_index(listing.start_rung) if listing.start_rung else rungs.floor
    start = chosen.get(listing.slug, start)
    if before is not None:
        start = max(start, before.rung) if listing.slug not in chosen else start
    start = min(max(start, rungs.floor), rungs.ceiling)
    if before is None:
        return start
    start = start if before.pin_floor is None else max(start, before.pin_floor)
    return start if before.pin_ceiling is None else min(start, before.pin_ceiling)


def slot_of(plan: Plan, content: Content, listing: Listing, chosen: dict[str, int]) -> Slot | None:
    """The prescription of a listing on the first day of its phase; None where there is no dose for it yet."""
    rungs = rungs_of(content.exercises[listing.slug], listing)
    slot_id = prescription_id(plan.id, listing.slug)
    before = plan.slot(slot_id)
    rung = _start_rung(rungs, listing, chosen, before)
    row = None
    if listing.scheduled and content.protocol.schedule is not None:
        row = content.protocol.schedule.row(plan.schedule_week, listing.table)
        found = row_range(row)
    elif (listing.dose or rungs.exercise.dose or rungs.exercise.rungs[rung].dose) is None:
        return None
    else:
        found = rungs.range_at(rung)
    load = rungs.load_at(rung, before.dose.load if before else Load())
    start = listing.quota.start if listing.quota else found.low
    dose = Dose(found.sets_low, start, found.unit, found.hold_low_seconds, load, found.targets)
    if before is not None and before.comeback is not None:
        dose = dose.with_sets(min(dose.sets, before.comeback.allowed))
    slot = before or Slot(slot_id, listing.slug, rung, dose, found)
    return replace(
        slot,
        rung=rung,
        dose=dose,
        range=found,
        revision=slot.revision + (before is not None and (before.dose, before.rung) != (dose, rung)),
        floor=rungs.floor if slot.pin_floor is None else slot.pin_floor,
        ceiling=rungs.ceiling if slot.pin_ceiling is None else slot.pin_ceiling,
        extension=0,
        sets_prescribed=found.sets_low,
        core=listing.core,
        scheduled=listing.scheduled,
        table=listing.table,
        rep_max=row is not None and row.rep_max,
        active=not listing.instead_of,
        phase_rung=rung,
        quota=listing.quota, quota_days=0, stood=None, basis=None, proposal=None,
    )  # fmt: skip


def enter_phase(plan: Plan, content: Content, phase: Phase, on: date, chosen: dict[str, int] | None = None) -> Plan:
    """The plan on the first day of a phase: its menu prescribed, earlier exercises kept at rest with what they earned.

    An exercise that continues keeps its rung and starts at range-bottom. Run stages have no dose yet and are left out.
    """
    if phase.schedule_first_week is not None:
        plan = replace(plan, schedule_week=max(phase.schedule_first_week, plan.weeks_counted + 1))
    wanted = [listing for listing in phase.exercises if not listing.if_goal or listing.if_goal in plan.goals]
    made = [slot_of(plan, content, listing, chosen or {}) for listing in wanted]
    fresh = tuple(slot for slot in made if slot is not None)
    ids = {slot.id for slot in fresh}
    rest = tuple(replace(slot, active=False, basis=None, proposal=None) for slot in plan.slots if slot.id not in ids)
    days = plan.days if plan.days_fixed else default_days(phase.frequency)
    before = plan.phase.reassessed
    state = PhaseState(phase.id, on)
    return replace(plan, slots=fresh + rest, phase=state, days=days, proposal=None, reassessed_before=before)


def begin_plan(body: Assign, content: Content) -> Plan:
    """A freshly assigned plan in its first phase. Fixed weekdays are the clinician's, else the phase's default."""
    first = content.protocol.phases[0]
    plan = Plan(
        id=body.plan_id,
        protocol_id=content.protocol.id,
        content_hash=body.content_hash,
        side=body.side,
        started_on=body.started_on,
        autonomy=body.autonomy,
        phase=PhaseState(first.id, body.started_on),
        days=body.days or default_days(first.frequency),
        days_fixed=bool(body.days),
        goals=body.goals,
        morning_baseline=body.morning_baseline,
        week_from=monday(body.started_on),
        usual_swelling=body.usual_swelling or 0,
        usual_night_pain=bool(body.usual_night_pain),
        episode=body.episode,
    )
    return enter_phase(plan, content, first, body.started_on, dict(body.start_rungs))
