"""What patients still wait for: the clauses between them and their next phase that are not met at the end."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hep_api.engine.checks import Check
from hep_api.engine.phases import readiness
from hep_api.engine.state import Course, Plan, PlanStatus

FROZEN = "Frozen until the therapist plans anew"
HELD = "Held by the therapist"

CLAUSES = {
    "gate.measure": "Test {subject}",
    "gate.measure_days": "Test {subject} on several days",
    "gate.measure_last": "Test {subject} several times running",
    "gate.measure_run": "Test {subject} on days in a row",
    "gate.since_start": "Change of {subject} since the phase began",
    "gate.not_rising": "{subject} that does not rise",
    "gate.rung_gain": "Steps up of {subject}",
    "gate.flares_settle": "Flares over by the next morning",
    "gate.morning_after": "Settled mornings after impact",
    "gate.lsi": "Both sides alike in {subject}",
    "gate.lsi_both": "What the clinician asks of both sides in {subject}",
    "gate.side_diff": "Both sides alike in {subject}",
    "gate.pain_worst": "Worst pain of the week low enough",
    "gate.pain_worst_reports": "Two reports of pain in a week",
    "gate.rep": "Good sessions of {subject}",
    "gate.rep_several": "Good sessions of several exercises",
    "gate.morning": "Settled mornings running",
    "gate.sessions": "Complete sessions in the phase",
    "gate.days": "Days in the phase",
    "gate.schedule_counted": "Counted weeks of the schedule",
    "gate.programme_week": "Weeks of the programme",
    "gate.weeks_since": "Weeks since {subject}",
    "gate.days_since": "Days since {subject}",
    "gate.screen": "Clear answers about red flags",
    "gate.trend": "Morning pain that does not rise",
    "gate.stiff_trend": "Morning stiffness that does not rise",
    "gate.soreness_72h": "Little muscle soreness after three days",
    "gate.swelling": "Little swelling",
    "gate.swelling_rising": "Swelling that does not rise",
    "gate.confirm": "Confirmed by the therapist: {subject}",
    "gate.sign_off": "Signed by the therapist",
    "gate.no_red": "No red in the phase",
    "gate.min_weeks": "Least weeks of the phase",
    "gate.red_free": "Enough days without a red",
    "gate.adherence": "Adherence",
    "gate.no_open_alert": "No open alert or lock",
    "gate.coming_back": "All sets back after a gap",
    "gate.run_gate": "Tests before running",
    "gate.exit": "Phase {subject}",
    "gate.all": "All of several conditions",
    "gate.any": "One of several alternatives",
}
"""Every clause of a gate in few words, by the key of its sentence."""


@dataclass(frozen=True, slots=True)
class Door:
    """One clause that keeps so many of the patients who stand in a phase out of the next one."""

    phase: str
    clause: str
    waiting: int
    standing: int


def missing(course: Course, plan: Plan, on: date) -> tuple[str, ...]:
    """The clauses that one patient waits for on a local day, in words; empty in the last phase."""
    found = [_in_words(check) for check in readiness(course, plan, on) if not check.met and not _repeats(check)]
    status = {PlanStatus.FROZEN: FROZEN, PlanStatus.HELD: HELD}.get(plan.status)
    return tuple(dict.fromkeys([status, *found] if status and found else found))


def doors(ends: Iterable[tuple[str, tuple[str, ...]]], phases: Sequence[str]) -> tuple[Door, ...]:
    """The clauses that keep patients waiting, phase by phase, from what each one (phase, clauses) waits for."""
    standing: Counter[str] = Counter()
    waiting: dict[str, Counter[str]] = {phase: Counter() for phase in phases}
    for phase, clauses in ends:
        standing[phase] += 1
        waiting[phase].update(clauses)
    return tuple(
        Door(phase, clause, count, standing[phase])
        for phase in phases
        for clause, count in sorted(waiting[phase].items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _in_words(check: Check) -> str:
    if not check.measurable:
        subject = check.subject or next((part.subject for part in check.parts if not part.measurable), "")
        return f"Cannot be recorded yet: {subject}"
    return CLAUSES[check.key].format(subject=check.subject)


def _repeats(check: Check) -> bool:
    """Whether a clause only says again that this phase must be over: its own clauses say so already."""
    return check.key == "gate.any" and any(part.key == "gate.exit" for part in check.parts)
