"""Situations that many tests begin from: an exercise about to progress, a red behind it, a phase about to end."""

from decimal import Decimal
from uuid import UUID

from hep_api.engine.dose import DoseRange, Frequency
from hep_api.engine.facts import Verb
from hep_api.engine.outcomes import Outcome, Stage
from hep_api.engine.protocol import AllOf, Band, Content, Criterion
from tests.engine.builders import Story, clause, content, exercise, hsr_content, loaded, phase

SHORT = DoseRange(3, 3, 10, 10)
"""A range that is at its top from the first day, so that two good sessions earn a harder step."""


def story(policy: str = "standard", autonomy: str = "auto", **changes: object) -> Story:
    """One exercise of three rungs, every day, 8 to 12 repetitions."""
    known = exercise("clam", **changes)  # type: ignore[arg-type]
    return Story(content(known, policy=policy), autonomy=autonomy)


def at_top(policy: str = "standard", autonomy: str = "auto") -> Story:
    """Six good days at range-top: the session of day 6 is the first that adherence lets progress."""
    made = story(policy, autonomy, dose=SHORT)
    for day in range(6):
        made.trained(day)
    return made


def lifting(kg: object, step_kg: str = "2.5", autonomy: str = "auto", days: int = 6) -> Story:
    """Six good days with a weight found on the first, at range-top."""
    made = Story(content(loaded(step_kg=step_kg, dose=SHORT)), autonomy=autonomy)
    for day in range(days):
        made.trained(day, slug="press", load=kg)
    return made


def two_phases(
    exit_: Criterion | None = None, *, band: Band = Band.STRENGTH, weeks: str = "1", **changes: object
) -> Content:
    """Clamshells three days a week for a week at least, then bridges."""
    first = phase(
        "P1", "clam", exit=exit_ or AllOf((clause("sessions", at_least=3),)), weeks_min=Decimal(weeks),
        frequency=Frequency(3, 3),
    )  # fmt: skip
    changes = {"entry": AllOf((clause("exit", "P1"),))} | changes
    second = phase("P2", "clam", "bridge", band=band, frequency=Frequency(3, 3), **changes)
    return content(exercise("clam"), exercise("bridge", "hip_ext"), phases=(first, second))


def first_week(made: Story) -> Story:
    """Monday, Wednesday and Friday done well, each morning told."""
    for day in (0, 2, 4):
        made.trained(day)
    return made


def unlock_all(made: Story, day: int, clock: str = "13:00") -> None:
    """The clinician acknowledges every alert and lifts every lock."""
    targets = [(Verb.ACKNOWLEDGE, alert.id) for alert in made.course.alerts]
    targets += [(Verb.UNLOCK, lock.id) for lock in made.course.locks]
    for instant, (verb, target) in enumerate(targets):
        made.act(day, verb, f"{clock}:00.{instant:06}", target=target)


def sign_off(made: Story, day: int, phase_id: str, clock: str = "06:00") -> None:
    """The clinician signs for entering a phase."""
    made.act(day, Verb.SIGN_OFF, clock, subject="clinician", phase=phase_id)


def outcomes(made: Story, *stages: Stage) -> list[tuple[Outcome, str]]:
    """Every decision so far as (outcome, decisive rule)."""
    return [(d.outcome, d.rule) for d in made.course.emitted if not stages or d.stage in stages]


def lock_ids(made: Story) -> list[UUID]:
    """The ids of the open locks."""
    return [lock.id for lock in made.course.locks]


LIFT = "heel-raise"


def hsr(autonomy: str = "auto") -> Story:
    """An Achilles plan from a Monday on, nothing done yet."""
    return Story(hsr_content(), autonomy=autonomy)


def week(
    told: Story,
    number: int,
    *,
    days: tuple[int, ...] = (0, 2, 4),
    morning: object = 1,
    rpe: object = 8,
    load: object = 20,
) -> None:
    """One week of sessions at the right effort, with a morning every day; the first session finds the load."""
    for day in range(number * 7, number * 7 + 7):
        if day:
            told.morning(day, morning)
        if day % 7 in days:
            found = told.slot(LIFT).dose.load.value is not None
            told.session(day, slug=LIFT, rpe=rpe, load=None if found else load)
