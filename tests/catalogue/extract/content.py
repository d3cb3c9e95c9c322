"""The loaded catalogue in the shape of spec.json, so that one set of rules makes the facts of both."""

from collections.abc import Iterator

from hep_api.catalogue.values import ExerciseEntry, OpenSlot, ProtocolEntry
from hep_api.engine.dose import BAND_COLOURS, DoseRange, Frequency, LoadKind
from hep_api.engine.protocol import (
    AllOf,
    AnyOf,
    Criterion,
    IfGoal,
    IfRecorded,
    Listing,
    Phase,
    Predicate,
    Restriction,
)
from hep_api.engine.schedule import Schedule
from tests.catalogue.extract.documents import Json
from tests.catalogue.extract.facts import NOT_NARROWED

Names = dict[str, dict[str, str]]
"""Exercise -> rung id -> the rung's text in the documents."""


def dose_json(dose: DoseRange) -> Json:
    """A dose with its side."""
    hold = [dose.hold_low_seconds, dose.hold_high_seconds]
    return {
        "sets": [dose.sets_low, dose.sets_high],
        "amount": [dose.low, dose.high],
        "unit": dose.unit.value,
        "hold": hold if any(hold) else None,
        "per_side": dose.per_side,
    }


def frequency_json(frequency: Frequency) -> Json:
    """Times a week, or every so many days."""
    if frequency.every_days:
        return {"every_days": frequency.every_days, "bouts": frequency.bouts}
    return {"per_week": [frequency.low, frequency.high], "bouts": frequency.bouts}


def exercise_json(entry: ExerciseEntry, names: dict[str, str]) -> Json:
    """An exercise; its rungs by the texts that `names` gives them."""
    exercise = entry.exercise
    base = bool(exercise.dose and exercise.dose.per_side)
    ladder = [
        {
            "text": names[rung.id],
            "dose": rung.dose and dose_json(rung.dose),
            "per_side": (rung.dose.per_side if rung.dose else base) if rung.per_side is None else rung.per_side,
            "from_band": entry.rung_bands[rung.id].value if rung.id in entry.rung_bands else None,
        }
        for rung in exercise.rungs
    ]
    return {
        "family": exercise.family,
        "also": list(exercise.also),
        "region": exercise.region,
        "bands": [band.value for band in exercise.bands],
        "dose": exercise.dose and dose_json(exercise.dose),
        "scheduled_by": entry.numbers_from,
        "tempo": exercise.tempo,
        "rest": [exercise.rest_low_seconds, exercise.rest_high_seconds],
        "frequency": frequency_json(exercise.frequency),
        "ladder": ladder,
        "unit": exercise.progression_unit,
        "step": f"{exercise.load_step}kg" if exercise.load_step else None,
        "begins": [
            f"{names[rung.id]}: {BAND_COLOURS[rung.begins] if rung.load is LoadKind.BAND else f'{rung.begins}%'}"
            for rung in exercise.rungs
            if rung.begins is not None
        ],
    }


def protocol_json(entry: ProtocolEntry, names: Names) -> Json:
    """A protocol with its phases."""
    protocol = entry.protocol
    return {
        "run_policy": protocol.run_policy,
        "min_programme_weeks": protocol.min_programme_weeks,
        "phases": [_phase(phase, entry, names) for phase in protocol.phases],
        "schedule": protocol.schedule and _schedule(protocol.schedule, protocol.phases),
        "routines": [
            {"when": routine.when.value, "slugs": [item.slug for item in routine.items]}
            for routine in protocol.routines
        ],
        "forbid": list(entry.forbid),
        "forbid_rungs": _forbidden(entry.forbid_rungs, names),
        "restrict": [_restriction(restriction) for restriction in protocol.restrictions],
        "contraindications": list(entry.contraindications),
        "proms": list(entry.proms),
        "sources": list(entry.sources),
    }


def _forbidden(pairs: tuple[tuple[str, str], ...], names: Names) -> dict[str, list[str]]:
    return {slug: [names[slug][rung] for of, rung in pairs if of == slug] for slug, _ in pairs}


def _phase(phase: Phase, entry: ProtocolEntry, names: Names) -> Json:
    slots = [slot for slot in entry.open_slots if slot.phase == phase.id]
    taper = phase.taper
    return {
        "id": phase.id,
        "band": phase.band.value,
        "policy": phase.policy or entry.protocol.policy,
        "weeks": [f"{phase.weeks_min.normalize():f}", f"{phase.weeks_max.normalize():f}"],
        "frequency": frequency_json(phase.frequency),
        "exercises": [*map(_listing, phase.exercises), *map(_slot, slots)],
        "entry": [{"reads": list(criteria(phase.entry, names))}],
        "exit": [{"reads": list(criteria(phase.exit, names))}],
        "terminal": phase.terminal,
        "taper": taper and f"{taper.before} {taper.days} d {taper.per_week}/wk",
        "back_to": phase.back_to,
    }


def _slot(slot: OpenSlot) -> Json:
    return {"slot": slot.id}


def _listing(listing: Listing) -> Json:
    bounds = (listing.start_rung, listing.from_rung, listing.to_rung, listing.note, listing.if_goal)
    return {
        "slug": listing.slug,
        "dose": listing.dose and dose_json(listing.dose),
        "frequency": listing.frequency and frequency_json(listing.frequency),
        "instead_of": listing.instead_of or None,
        "if_goal": listing.if_goal or None,
        "note": " ".join(bound for bound in bounds if bound) or NOT_NARROWED,
        "core": listing.core,
        "needs_sign_off": listing.needs_sign_off,
    }


def _restriction(restriction: Restriction) -> Json:
    return {
        "families": list(restriction.families),
        "slugs": list(restriction.slugs),
        "when": " ".join(restriction.when),
        "since": restriction.since,
        "weeks": restriction.weeks,
        "until_confirmed": restriction.until_confirmed,
    }


def _schedule(schedule: Schedule, phases: tuple[Phase, ...]) -> Json:
    """The rows where something changes; several tables one after the other."""
    rows: list[Json] = []
    every = [row for table in schedule.every_table() for row in schedule.rows_of(table)]
    for row in every:
        changed = {"sets": row.sets, "amount": row.target}
        if not rows or {key: rows[-1][key] for key in changed} != changed:
            rows.append({"from": row.first_week, **changed})
    return {
        "rep_max": every[0].rep_max,
        "last_week": schedule.last_week(),
        "rows": rows,
        "sessions": {"first": every[0].sessions, "last": every[-1].sessions},
        "last_sets": every[-1].sets,
        "phases": {phase.id: [phase.schedule_first_week, phase.schedule_last_week] for phase in phases},
    }


def criteria(criterion: Criterion, names: Names) -> Iterator[Json]:
    """A gate as structured readings; a clause about several exercises becomes one for each."""
    match criterion:
        case AllOf(clauses):
            for clause in clauses:
                yield from criteria(clause, names)
        case AnyOf(clauses):
            yield {"any": [_one(clause, names) for clause in clauses]}
        case IfGoal(goal, clause):
            yield {"if": f"goal {goal}", "then": _one(clause, names)}
        case IfRecorded(slug, clause):
            yield {"if": f"recorded {slug}", "then": _one(clause, names)}
        case Predicate():
            yield from _predicate(criterion, names)


def _one(criterion: Criterion, names: Names) -> Json:
    found = list(criteria(criterion, names))
    return found[0] if len(found) == 1 else {"all": found}


def _predicate(predicate: Predicate, names: Names) -> Iterator[Json]:
    args = dict(predicate.args)
    if not predicate.subject and len(args) == 1:
        yield {"word": predicate.word, "subject": next(iter(args.values())), "args": {}}
        return
    subjects = sorted(predicate.subject.split(","))
    together = predicate.word != "rep" or "any_count" in args
    for subject in [",".join(subjects)] if together else subjects:
        rung = {"rung": names.get(subject, {}).get(args["rung"], args["rung"])} if "rung" in args else {}
        yield {"word": predicate.word, "subject": subject, "args": {**args, **rung}}
