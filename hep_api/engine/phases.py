"""Judges weeks and phases when they end: the scheduled step (A3) and the next phase (A4) [SPEC 3.9.5, 3.9.14]."""

from datetime import date, timedelta
from uuid import UUID

from hep_api.engine import gates, mornings, signals, timetable
from hep_api.engine.assigning import enter_phase
from hep_api.engine.changing import replace
from hep_api.engine.checks import Check, Gate
from hep_api.engine.configuring import Config
from hep_api.engine.editing import Moment, decided, revised, with_plan
from hep_api.engine.evaluation import policy_of, reaches
from hep_api.engine.ladder import on_row, row_range
from hep_api.engine.outcomes import RANK, Outcome, Reason, Stage
from hep_api.engine.protocol import Band, Content, Phase
from hep_api.engine.schedule import ScheduleRow
from hep_api.engine.slot import Proposal, Slot
from hep_api.engine.state import Course, Lock, OpenAlert, Plan, PlanStatus, Session


def week_is_over(plan: Plan, today: date) -> bool:
    """Whether the local week the schedule is in has ended and every session of it is closed."""
    if plan.week_from is None or today < plan.week_from + timedelta(days=7):
        return False
    return all(session.closed for session in _sessions_of(plan, plan.week_from))


def _sessions_of(plan: Plan, week: date) -> list[Session]:
    return [s for s in plan.sessions if week <= s.on < week + timedelta(days=7)]


def close_week(course: Course, plan: Plan, moment: Moment) -> Course:
    """A3: count the ended week or repeat it, and put the next row into effect when it is due."""
    content, week = course.content(plan), plan.week_from
    phase = content.protocol.phase(plan.phase.id)
    if week is None:
        return course
    plan = replace(plan, week_from=week + timedelta(days=7))
    course = with_plan(course, plan)
    schedule = content.protocol.schedule
    if schedule is None or phase.schedule_last_week is None or plan.status is not PlanStatus.ACTIVE:
        return course
    if plan.weeks_counted >= phase.schedule_last_week or week + timedelta(days=6) < plan.phase.entered_on:
        return course
    to = min(plan.schedule_week + 1, phase.schedule_last_week)
    reasons = _repeat_reasons(course, plan, content, week, to)
    facts = tuple(session.id for session in _sessions_of(plan, week))
    if reasons:
        return decided(course, plan, moment, Stage.AT_ONCE, Outcome.HOLD, reasons[0].rule, reasons, facts=facts)
    counted = max(plan.weeks_counted, plan.schedule_week)
    plan = replace(plan, weeks_counted=counted, schedule_week=min(counted + 1, phase.schedule_last_week))
    slots = tuple(
        _stepped(slot, schedule.row(to, slot.table), moment) if slot.scheduled and slot.active else slot
        for slot in plan.slots
    )
    doses = dict.fromkeys(_row_text(schedule.row(to, slot.table)) for slot in _scheduled(plan))
    reason = Reason("A3", "earned.week_counted", str(counted), values=(("dose", ", ".join(doses)),))
    course = decided(course, plan, moment, Stage.AT_ONCE, Outcome.APPLY_STEP, "A3", (reason,), facts=facts)
    return with_plan(course, replace(plan, slots=slots))


def _stepped(slot: Slot, row: ScheduleRow, moment: Moment) -> Slot:
    """The exercise on its next row; sets that were taken off stay off and come back one by one [SPEC 3.9.1].

    A row that asks the same changes nothing: what was eased comes back by good sessions only.
    """
    if slot.range == row_range(row):
        return slot
    after = on_row(slot, row)
    owed = slot.sets_prescribed - slot.dose.sets
    after = revised(slot, replace(after, dose=after.dose.with_sets(max(1, row.sets - owed)), proposal=None))
    fewer_at_most = row.rep_max and slot.rep_max and row.target < slot.range.high
    asks_more = fewer_at_most or after.dose.total > slot.dose.total or row.sets > slot.range.sets_high
    return replace(after, harder_on=(*slot.harder_on, moment.on)) if asks_more else after


def _repeat_reasons(course: Course, plan: Plan, content: Content, week: date, to: int) -> tuple[Reason, ...]:
    config, steps = course.config(plan), _steps(plan, content, to)
    needed = min([config.week_min_sessions, *(here.sessions for here, _ in steps if here.sessions)])
    done = len({session.on for session in _sessions_of(plan, week) if session.complete})
    reasons = []
    if done < needed:
        reasons.append(Reason("A3", "hold.week_short", str(done), str(needed)))
    end = week + timedelta(days=6)
    reds = [red for red in plan.reds if week <= red.on <= end and not red.flare]
    if reds:
        reasons.append(Reason("H3", "hold.week_red", str(reds[0].on)))
    back = [slot.comeback.rule for slot in _scheduled(plan) if slot.comeback]
    if back:
        reasons.append(Reason(back[0], "hold.coming_back"))
    if any(there.asks_more_than(here) for here, there in steps):
        reasons += _asks_more_reasons(course, plan, content, end, config)
    waiting = _closing(course, plan, _scheduled(plan))
    if waiting:
        reasons.append(Reason("H15", "rule.H15", ", ".join(waiting)))
    return tuple(reasons)


def _steps(plan: Plan, content: Content, to: int) -> list[tuple[ScheduleRow, ScheduleRow]]:
    """Of each table that is trained, the row of this exposure week and the one of week `to`."""
    schedule = content.protocol.schedule
    tables = dict.fromkeys(slot.table for slot in _scheduled(plan))
    return [(schedule.row(plan.schedule_week, t), schedule.row(to, t)) for t in tables] if schedule else []


def _row_text(row: ScheduleRow) -> str:
    return ", ".join(str(amount) for amount in row.targets) if row.targets else f"{row.sets}x{row.target}"


def _closing(course: Course, plan: Plan, slots: list[Slot]) -> list[str]:
    """The rules of every lock and open alert that reaches one of these exercises."""
    exercises = [course.content(plan).exercises[slot.slug] for slot in slots]
    doors: tuple[Lock | OpenAlert, ...] = (*course.locks, *course.alerts)
    return list(dict.fromkeys(door.rule for door in doors if any(reaches(door, plan, entry) for entry in exercises)))


def _scheduled(plan: Plan) -> list[Slot]:
    return [slot for slot in plan.slots if slot.scheduled and slot.active]


def _asks_more_reasons(course: Course, plan: Plan, content: Content, end: date, config: Config) -> list[Reason]:
    """A row that asks more also needs 4 mornings in the ended week, no rising trend and a clean window (H3)."""
    site, reasons = content.protocol.region, []
    told = mornings.pain_by_day(course, site, end - timedelta(days=6), end)
    if len(told) < config.trend_min_values:
        reasons.append(Reason("A3", "hold.week_mornings", str(len(told)), str(config.trend_min_values)))
    if mornings.trend_up(course, site, end, config):
        reasons.append(Reason("H14", "rule.H14", "rising", str(config.trend_up)))
    window = [red for slot in _scheduled(plan) for red in signals.window_reds(
        course, content.exercises[slot.slug], end + timedelta(days=1), config)]  # fmt: skip
    if window:
        reasons.append(Reason("H3", "rule.H3", str(max(red.on for red in window)), str(config.window_days)))
    return reasons


def min_weeks_on(plan: Plan, phase: Phase, today: date) -> date | None:
    """The day the phase's minimum weeks are met: first session + 7 x min - 1, missed whole weeks added [3.9.14]."""
    first = plan.phase.first_session_on
    if first is None:
        return None
    weeks = (timetable.monday(today + timetable.DAY) - timetable.monday(first)).days // 7
    missed = sum(
        1
        for index in range(1, weeks)
        if timetable.monday(first) + timedelta(days=7 * index) not in plan.phase.trained_weeks
    )
    return first + timedelta(days=int(7 * phase.weeks_min) - 1 + 7 * missed)


def needs_sign_off(phase: Phase) -> bool:
    """Whether entering a phase needs a clinician's signature: return-to-sport bands and phases that say so."""
    return phase.band is Band.RETURN or phase.needs_sign_off


def signed_off(plan: Plan, phase: Phase) -> bool:
    """Whether a clinician signed for this very phase."""
    return any(sign.kind == "sign_off" and sign.phase == phase.id for sign in plan.signed)


def readiness(course: Course, plan: Plan, on: date) -> tuple[Check, ...]:
    """Everything between the plan and its next phase, clause by clause; empty in the last phase."""
    content = course.content(plan)
    phase = content.protocol.phase(plan.phase.id)
    after = content.protocol.after(phase.id)
    if after is None:
        return ()
    gate = Gate(course, plan, content, phase, policy_of(course, plan), on)
    entry = gates.leaves(gates.evaluate(after.entry, replace(gate, phase=after)))
    ways = [leaf for leaf in entry if leaf.met and _alternative_to_exit(leaf)]
    checks = [told for way in ways for told in gates.met_by(way)]
    if not ways:
        checks += gates.leaves(gates.evaluate(phase.exit, gate))
    ready_on = min_weeks_on(plan, phase, on)
    shown = str(ready_on) if ready_on else ""
    checks.append(Check(ready_on is not None and on >= ready_on, "gate.min_weeks", "", shown, str(phase.weeks_min)))
    checks += _standing_checks(course, plan, content, on)
    checks += [told for leaf in entry if leaf.key != "gate.exit" and leaf not in ways for told in gates.met_by(leaf)]
    if needs_sign_off(after) and not any(check.key == "gate.sign_off" for check in checks):
        met = signed_off(plan, after)
        checks.append(Check(met, "gate.sign_off", "clinician", "done" if met else "", "done"))
    return tuple(checks)


def _alternative_to_exit(check: Check) -> bool:
    """Whether a clause lets the next phase be entered by this one's exit or another way; met, it stands for both."""
    return check.key == "gate.any" and any(_names_exit(part) for part in check.parts)


def _names_exit(check: Check) -> bool:
    return check.key == "gate.exit" or (check.key == "gate.all" and any(_names_exit(part) for part in check.parts))


def _standing_checks(course: Course, plan: Plan, content: Content, on: date) -> list[Check]:
    config = course.config(plan)
    since = on - timedelta(days=config.red_free_days - 1)
    active = [slot for slot in plan.slots if slot.active]
    reds = [red.on for red in plan.reds if red.on >= since and not red.flare]
    for slot in active:
        reds += [red.on for red in signals.window_reds(course, content.exercises[slot.slug], on, config)]
    kept = timetable.adherence(course, plan, on, config)
    asked = f"{config.adherence_min:.0%}"
    shown = "insufficient" if kept is None else f"{kept:.0%}"
    waiting = _closing(course, plan, active)
    back = [slot.slug for slot in active if slot.comeback is not None]
    return [
        Check(not reds, "gate.red_free", "", str(max(reds)) if reds else "", str(config.red_free_days)),
        Check(kept is not None and kept >= config.adherence_min, "gate.adherence", "", shown, asked),
        *([Check(False, "gate.coming_back", "", ", ".join(back), "")] if back else []),
        Check(not waiting, "gate.no_open_alert", "", ", ".join(waiting), ""),
    ]


def check_phase(course: Course, plan: Plan, moment: Moment) -> Course:
    """A4 at the end of a local day: advance in `auto`, propose in `suggest`, say nothing while clauses are open."""
    content = course.content(plan)
    after = content.protocol.after(plan.phase.id)
    if after is None or plan.status is not PlanStatus.ACTIVE or plan.phase.first_session_on is None:
        return course
    if _waits_for_morning(plan, moment.on):
        return course
    ready_on = min_weeks_on(plan, content.protocol.phase(plan.phase.id), moment.on)
    early = ready_on is None or moment.on < ready_on
    checks = () if early else readiness(course, plan, moment.on)
    if early or not all(check.met for check in checks):
        return with_plan(course, replace(plan, proposal=None)) if plan.proposal else course
    proposed = plan.autonomy == "suggest"
    if proposed and plan.proposal is not None and plan.proposal.phase_after == after.id:
        return course
    reasons = tuple(
        Reason("A4", check.key, check.observed, check.threshold, (("subject", check.subject), *check.values))
        for check in checks
    )
    facts: tuple[UUID, ...] = tuple(session.id for session in plan.sessions[-2:])
    course = decided(
        course, plan, moment, Stage.AT_ONCE, Outcome.ADVANCE_PHASE, "A4", reasons,
        facts=facts, phase_after=after.id, proposed=proposed,
    )  # fmt: skip
    if proposed:
        waiting = Proposal(course.emitted[-1].key, Outcome.ADVANCE_PHASE, moment.on, phase_after=after.id)
        return with_plan(course, replace(plan, proposal=waiting))
    return with_plan(course, entered(plan, content, after, moment.on, moment.on + timedelta(days=1)))


def _waits_for_morning(plan: Plan, on: date) -> bool:
    """Whether a session's morning is still to come; on days in a row the day before speaks, unless today eased."""
    pending = [session for session in plan.sessions if not session.closed]
    if any(session.on < on for session in pending):
        return True
    in_a_row = any(session.on == on - timedelta(days=1) for session in plan.sessions)
    today = [result.in_effect for slot in plan.slots for result in slot.results if result.on == on]
    eased = any(RANK[outcome or Outcome.HOLD] < RANK[Outcome.HOLD] for outcome in today)
    return bool(pending) and (eased or not in_a_row)


def entered(plan: Plan, content: Content, phase: Phase, decided_on: date, from_on: date) -> Plan:
    """The plan in its next phase; entering counts as that day's one harder change of every exercise in it.

    A rung or load won on the same day is given back, so that one family never gets two harder changes on one day.
    """
    slots = tuple(_given_back(slot) if decided_on in slot.harder_on else slot for slot in plan.slots)
    plan = enter_phase(replace(plan, slots=slots), content, phase, from_on)
    slots = tuple(replace(s, harder_on=(*s.harder_on, decided_on)) if s.active else s for s in plan.slots)
    return replace(plan, slots=slots)


def _given_back(slot: Slot) -> Slot:
    if slot.harder_from is None:
        return slot
    return replace(slot, rung=slot.harder_from.rung, dose=replace(slot.dose, load=slot.harder_from.dose.load))
