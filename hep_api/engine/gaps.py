"""Days without a session: less on return, and the way back to all sets [SPEC 3.3 R7, M7, M9; 3.9.12]."""

from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from uuid import UUID

from hep_api.engine import ladder, signals
from hep_api.engine.assigning import rungs_for
from hep_api.engine.changing import replace
from hep_api.engine.configuring import Config
from hep_api.engine.editing import Moment, decided, rebased, revised, with_found_load, with_plan, with_slot
from hep_api.engine.evaluation import lock_on, reaches
from hep_api.engine.outcomes import RANK, Outcome, Reason, ScopeKind, Stage
from hep_api.engine.reassessing import last_session, reassessed
from hep_api.engine.rows import moved_back, row_before
from hep_api.engine.slot import Comeback, Slot
from hep_api.engine.state import Course, Plan, Session
from hep_api.engine.timetable import gap_days, monday, out_of_programme
from hep_api.engine.weights import weights_of

DEEPER = ("", "H7", "M7", "R7", "R8")
"""The gap rows from none to the longest gap."""

OUTCOMES = {"H7": Outcome.HOLD, "M7": Outcome.MODIFY, "R7": Outcome.REGRESS}


def gap_row(course: Course, plan: Plan, today: date, moment: Moment) -> Course:
    """The plan as the first session after a gap will find it; each row once, and a longer gap from the same start.

    Nothing happens on a paused or locked day: the gap is judged when the programme is open again.
    """
    config = course.config(plan)
    if out_of_programme(course, plan, today):
        return course
    gap = gap_days(course, plan, today, config)
    reached = _row_of(gap, config)
    if reached == "R8" and _looked_at(plan, gap, today, config):
        reached = "R7"
    if reached != "R8" and (known := _gap_as_known(course, plan, today, config)):
        return _frozen(course, plan, known, config, moment)
    if DEEPER.index(reached) <= DEEPER.index(plan.gap_rule):
        return course
    before = plan.gap_rule
    course = with_plan(course, replace(plan, gap_rule=reached))
    if reached in ("H7", "M7"):
        course = _each(course, plan.id, gap, moment, reached)
    if reached in ("R7", "R8") and before != "R7":
        course = _each(course, plan.id, gap, moment, "R7")
    found = course.plan(plan.id)
    return _frozen(course, found, gap, config, moment) if reached == "R8" and found is not None else course


def _frozen(course: Course, plan: Plan, gap: int, config: Config, moment: Moment) -> Course:
    return reassessed(course, plan, Reason("R8", "rule.R8", str(gap), str(config.gap_reassess_days)), moment)


def _looked_at(plan: Plan, gap: int, today: date, config: Config) -> bool:
    """Whether a clinician has resumed the plan when the gap was that long already: it need not freeze again."""
    looked_on = plan.phase.reassess_from
    return looked_on is not None and gap - (today - looked_on).days >= config.gap_reassess_days


def _gap_as_known(course: Course, plan: Plan, today: date, config: Config) -> int:
    """The gap as it looked on the day, without what came in later, where that froze the plan; else 0.

    Good news that arrives late never opens what only a clinician opens [SPEC 3.7, 3.9.6].
    """
    told = tuple(session for session in plan.sessions if session.known_on is None or session.known_on <= today)
    if len(told) == len(plan.sessions):
        return 0
    gap = gap_days(course, replace(plan, sessions=told), today, config)
    return 0 if gap < config.gap_reassess_days or _looked_at(plan, gap, today, config) else gap


def _row_of(gap: int, config: Config) -> str:
    if gap >= config.gap_reassess_days:
        return "R8"
    if gap >= config.gap_regress_days:
        return "R7"
    if gap >= config.gap_ease_days:
        return "M7"
    return "H7" if gap >= config.gap_hold_days else ""


def _each(course: Course, plan_id: UUID, gap: int, moment: Moment, rule: str) -> Course:
    plan = next(entry for entry in course.plans if entry.id == plan_id)
    content, config = course.content(plan), course.config(plan)
    back_to = _week_back(course, plan) if rule == "R7" else None
    for slot in plan.slots:
        if not slot.active or lock_on(course, plan, content.exercises[slot.slug]) is not None:
            continue
        start = _as_it_stood(slot)
        if rule == "H7":
            after = _repeated(start)
        elif rule == "M7":
            after = _eased(course, plan, start, config)
        else:
            after = _back(course, plan, start, config, back_to)
        after = rebased(revised(slot, replace(after, proposal=None)))
        if rule == "H7" and after.shown == slot.shown:
            continue
        limits = {"H7": config.gap_hold_days, "M7": config.gap_ease_days, "R7": config.gap_regress_days}
        outcome, limit = OUTCOMES[rule], limits[rule]
        course = decided(
            course, plan, replace(moment, trigger=f"gap:{rule}:{moment.trigger}"), Stage.AT_ONCE, outcome, rule,
            (Reason(rule, f"rule.{rule}", str(gap), str(limit)),),
            slot_id=slot.id, before=slot.shown, after=after.shown, scope=ScopeKind.EXERCISE, scope_value=slot.slug,
            facts=last_session(plan),
        )  # fmt: skip
        plan = with_slot(plan, after)
    course = with_plan(course, plan)
    if back_to is None:
        return course
    return moved_back(course, plan, back_to, replace(moment, trigger=f"gap:{rule}:{moment.trigger}:row"), rule)


def _as_it_stood(slot: Slot) -> Slot:
    """The slot before any gap row: a longer gap is never added to what a shorter one took off."""
    if slot.stood is None:
        return replace(slot, stood=slot.standing)
    found = slot.stood
    return replace(slot, rung=found.rung, dose=found.dose, range=found.range, extension=found.extension, comeback=None)


def _repeated(slot: Slot) -> Slot:
    """H7: the dose of the last session again, where what it earned has not been done yet; no row of a table moves.

    Of a day's bouts the first earns, and its basis is where it stood.
    """
    basis = slot.basis
    if basis is None or basis.capped or slot.quota is not None or slot.comeback is not None:
        return slot
    first = next((entry for entry in slot.results if entry.session_id == basis.session_id), None)
    earned = first is not None and first.in_effect is not None and RANK[first.in_effect] > RANK[Outcome.HOLD]
    if not earned or (slot.scheduled and slot.range != basis.range):
        return slot
    dose = with_found_load(basis.dose, slot)
    return replace(slot, rung=basis.rung, dose=dose, range=basis.range, extension=basis.extension)


def _eased(course: Course, plan: Plan, slot: Slot, config: Config) -> Slot:
    """M7: a tenth of the load and one set less, for the first week back; a comeback under way begins again."""
    fewer = max(1, slot.dose.sets - 1)
    again = replace(slot.comeback, from_on=None, week=0) if slot.comeback else Comeback("M7", (fewer,))
    weights = weights_of(course, plan, course.content(plan).exercises[slot.slug])
    after = ladder.lighter(slot, config.ease_load, weights, config) or slot
    return replace(after, dose=after.dose.with_sets(min(fewer, again.allowed)), comeback=again)


def _week_back(course: Course, plan: Plan) -> int | None:
    """R7: the exposure week where scheduled work begins again, of the table that goes furthest back."""
    content = course.content(plan)
    rows = [
        row_before(content.protocol.schedule, slot.table, plan.schedule_week)
        for slot in plan.slots
        if slot.active and slot.scheduled and lock_on(course, plan, content.exercises[slot.slug]) is None
    ]
    return min((row.first_week for row in rows if row is not None), default=None)


def _back(course: Course, plan: Plan, slot: Slot, config: Config, back_to: int | None) -> Slot:
    """R7: one rung down, or to the row of the exposure week where scheduled work begins again; and half of the sets."""
    content = course.content(plan)
    schedule = content.protocol.schedule if slot.scheduled else None
    if back_to is not None and schedule is not None and row_before(schedule, slot.table, plan.schedule_week):
        after = ladder.back_on_row(slot, schedule.row(back_to, slot.table))
    elif slot.rung > slot.floor and not slot.scheduled and slot.quota is None:
        phase = content.protocol.phase(plan.phase.id)
        after = ladder.at_rung(slot, rungs_for(content, phase, slot.slug), slot.rung - 1, middle=True)
    else:
        after, _ = ladder.regressed(slot, rungs_for(content, content.protocol.phase(plan.phase.id), slot.slug), config)
        after = after if slot.quota is not None else replace(after, dose=ladder.lowered(slot.dose, config.ease_reps))
    sets = tuple(
        share_of(after.sets_prescribed, share)
        for share in (config.return_week_1, config.return_week_2, config.return_week_3, config.return_week_4)
    )
    dose = after.dose.with_sets(min(after.dose.sets, sets[0]))
    return replace(after, dose=dose, comeback=Comeback("R7", sets))


def share_of(sets: int, share: Decimal) -> int:
    """A share of the sets, rounded down, never below one."""
    return max(1, int((sets * share).to_integral_value(rounding=ROUND_FLOOR)))


def returned(plan: Plan, session: Session) -> Plan:
    """The plan once a session ends the gap: the weeks of fewer sets count from here."""
    if not session.done:
        return plan
    slots = tuple([_came_back(slot, session.on) for slot in plan.slots])
    return replace(plan, slots=slots, gap_rule="")


def _came_back(slot: Slot, on: date) -> Slot:
    comeback = slot.comeback
    if comeback is not None and comeback.from_on is None:
        comeback = replace(comeback, from_on=on)
    if comeback is slot.comeback and slot.stood is None:
        return slot
    return replace(slot, stood=None, comeback=comeback)


def next_weeks(course: Course, plan: Plan, today: date, moment: Moment) -> Course:
    """Sets come back after a week trained where nothing stands in the way; that is not a harder change [3.9.12]."""
    content, config = course.content(plan), course.config(plan)
    for slot in plan.slots:
        comeback = slot.comeback
        if comeback is None or comeback.from_on is None or not slot.active:
            continue
        week_from = comeback.from_on + timedelta(days=7 * comeback.week)
        if (today - week_from).days < 7 or not any(result.on >= week_from for result in slot.results):
            continue
        exercise = content.exercises[slot.slug]
        closed = lock_on(course, plan, exercise) or any(reaches(alert, plan, exercise) for alert in course.alerts)
        if closed or signals.window_reds(course, exercise, moment.on, config):
            continue
        after = revised(slot, _next_week(slot, comeback))
        if after.dose != slot.dose:
            reason = Reason(comeback.rule, "earned.return_week", str(slot.dose.sets), str(after.dose.sets))
            course = decided(
                course, plan, moment, Stage.AT_ONCE, Outcome.INCREASE_REPS, comeback.rule, (reason,),
                slot_id=slot.id, before=slot.shown, after=after.shown, facts=last_session(plan),
            )  # fmt: skip
        plan = with_slot(plan, rebased(after))
    return with_plan(course, plan)


def _next_week(slot: Slot, comeback: Comeback) -> Slot:
    """One week on; sets that something else took off stay off and come back by good sessions."""
    last = comeback.week + 1 >= len(comeback.sets)
    allowed = slot.sets_prescribed if last else comeback.sets[comeback.week + 1]
    sets = (
        max(slot.dose.sets, min(allowed, slot.sets_prescribed))
        if slot.dose.sets >= comeback.allowed
        else slot.dose.sets
    )
    dose = slot.dose.with_sets(sets, slot.range.targets)
    return replace(slot, dose=dose, comeback=None if last else replace(comeback, week=comeback.week + 1))


def lighter_week(course: Course, plan: Plan, today: date, moment: Moment) -> Course:
    """M9: on a Monday after so many trained weeks of the phase, a week of fewer sets; off unless it is set."""
    config, trained = course.config(plan), len(plan.phase.trained_weeks)
    every = config.deload_every_weeks
    due = every > 0 and trained - plan.phase.lighter_at >= every and today == monday(today)
    if not due or out_of_programme(course, plan, today) or plan.gap_rule:
        return course
    plan = replace(plan, phase=replace(plan.phase, lighter_at=trained + 1))
    for slot in plan.slots:
        fewer = share_of(slot.dose.sets, 1 - config.deload_cut)
        if not slot.active or slot.comeback is not None or fewer >= slot.dose.sets:
            continue
        after = replace(slot, dose=slot.dose.with_sets(fewer), comeback=Comeback("M9", (fewer,), today), proposal=None)
        after = rebased(revised(slot, after))
        reason = Reason("M9", "rule.M9", str(every), str(every))
        course = decided(
            course, plan, moment, Stage.AT_ONCE, Outcome.MODIFY, "M9", (reason,),
            slot_id=slot.id, before=slot.shown, after=after.shown, facts=last_session(plan),
        )  # fmt: skip
        plan = with_slot(plan, after)
    return with_plan(course, plan)
