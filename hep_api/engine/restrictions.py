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


CONDITIONS = "conditions"
"""The fact of an episode that names, comma-separated, what rules exercises out [CORRECTIONS C18]."""


def conditions_of(plan: Plan) -> set[str]:
    """The conditions a clinician recorded for this episode."""
    return set(filter(None, episode_of(plan).get(CONDITIONS, "").split(",")))


def restriction_on(course: Course, plan: Plan, exercise: Exercise, on: date) -> Restriction | None:
    """The first restriction that forbids an exercise on a day, or None."""
    ruled_out = sorted(conditions_of(plan) & set(exercise.not_with))
    if ruled_out:
        return Restriction(slugs=(exercise.slug,), when=(CONDITIONS, ruled_out[0]))
    if _awaits_signature(course, plan, exercise.slug):
        return Restriction(slugs=(exercise.slug,), until_signed=True)
    for entry in course.content(plan).protocol.restrictions:
        named = exercise.slug in entry.slugs or set(entry.families) & set(exercise.families)
        if named and _applies(entry, plan) and not _over(entry, plan, on):
            return entry
    return None


def _awaits_signature(course: Course, plan: Plan, slug: str) -> bool:
    phase = course.content(plan).protocol.phase(plan.phase.id)
    if not any(listing.slug == slug and listing.needs_sign_off for listing in phase.exercises):
        return False
    return not any(sign.kind == "sign_off" and sign.phase == phase.id for sign in plan.signed)


def _applies(entry: Restriction, plan: Plan) -> bool:
    """A fact of the episode that was never recorded is taken as if it were so: the safer reading."""
    name, value = entry.when
    return not name or value in episode_of(plan).get(name, value).split(",")


def _over(entry: Restriction, plan: Plan, on: date) -> bool:
    """Whether everything that ends it has happened; without a recorded day the weeks never begin."""
    if entry.weeks is not None:
        began = day_of(plan, entry.since)
        if began is None or on < began + timedelta(weeks=entry.weeks):
            return False
    if not entry.until_confirmed:
        return entry.weeks is not None
    return any(sign.kind == "confirm" and sign.subject == entry.until_confirmed for sign in plan.signed)
