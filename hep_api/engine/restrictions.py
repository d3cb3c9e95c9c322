"""What an episode of care forbids for a while: grafts, repairs, weeks since surgery [CORRECTIONS C4, invariant 10]."""

from datetime import date, timedelta

from hep_api.engine.protocol import Exercise, Restriction
from hep_api.engine.state import Course, Plan


def episode_of(plan: Plan) -> dict[str, str]:
    """The facts of this episode by name [MEASUREMENTS B.3]."""
    return dict(plan.episode)


def day_of(plan: Plan, name: str) -> date | None:
    """An episode fact that is a day, or None where it was not recorded."""
    raw = episode_of(plan).get(name)
    return date.fromisoformat(raw) if raw else None


def restriction_on(course: Course, plan: Plan, exercise: Exercise, on: date) -> Restriction | None:
    """The first restriction that forbids an exercise on a day, or None."""
    for entry in course.content(plan).protocol.restrictions:
        named = exercise.slug in entry.slugs or set(entry.families) & set(exercise.families)
        if named and _applies(entry, plan) and not _over(entry, plan, on):
            return entry
    return None


def _applies(entry: Restriction, plan: Plan) -> bool:
    """A fact of the episode that was never recorded is taken as if it were so: the safer reading."""
    name, value = entry.when
    return not name or episode_of(plan).get(name, value) == value


def _over(entry: Restriction, plan: Plan, on: date) -> bool:
    """Whether everything that ends it has happened; without a recorded day the weeks never begin."""
    if entry.weeks is not None:
        began = day_of(plan, entry.since)
        if began is None or on < began + timedelta(weeks=entry.weeks):
            return False
    if not entry.until_confirmed:
        return entry.weeks is not None
    return any(sign.kind == "confirm" and sign.subject == entry.until_confirmed for sign in plan.signed)
