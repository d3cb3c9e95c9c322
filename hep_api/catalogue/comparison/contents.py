"""Compares two contents: the whole programme first, then phase by phase, then the exercises themselves."""

from collections.abc import Iterator
from dataclasses import fields

from hep_api.catalogue.comparison.changes import Change, differing, said, span, written
from hep_api.catalogue.comparison.clauses import gate_changes
from hep_api.catalogue.comparison.menus import exercise_changes, menu_changes
from hep_api.engine.configuring import Config
from hep_api.engine.ladder import row_range
from hep_api.engine.protocol import Content, Phase, Protocol, Restriction
from hep_api.engine.schedule import ScheduleRow


def compare(before: Content, after: Content) -> tuple[Change, ...]:
    """Every difference, in reading order; empty when a patient would be treated the same."""
    return (*_whole(before, after), *_phases(before, after), *_exercises(before, after))


def _whole(before: Content, after: Content) -> Iterator[Change]:
    old, new = before.protocol, after.protocol
    pairs = [
        ("version", old.version, new.version),
        ("region", old.region, new.region),
        ("policy", old.policy, new.policy),
        ("run_policy", old.run_policy, new.run_policy),
        ("min_programme_weeks", old.min_programme_weeks, new.min_programme_weeks),
        ("hours_between", _hours(old), _hours(new)),
    ]
    yield from differing("", pairs)
    yield from _schedule(old, new)
    for entry in old.restrictions:
        if entry not in new.restrictions:
            yield said("", "restriction_removed", **_restriction(entry))
    for entry in new.restrictions:
        if entry not in old.restrictions:
            yield said("", "restriction_added", **_restriction(entry))
    for name in (field.name for field in fields(Config)):
        one, other = getattr(before.config, name), getattr(after.config, name)
        if one != other:
            yield said("", "setting", before=written(one), after=written(other), setting=name)
    yield from _routines(old, new)


def _hours(protocol: Protocol) -> int | None:
    return protocol.schedule.min_hours_between if protocol.schedule else None


def _schedule(old: Protocol, new: Protocol) -> Iterator[Change]:
    rows = [
        {
            (table, row.first_week, row.last_week): row
            for table in protocol.schedule.every_table()
            for row in protocol.schedule.rows_of(table)
        }
        if protocol.schedule
        else {}
        for protocol in (old, new)
    ]
    before, after = rows
    for place in sorted({*before, *after}):
        one, other = before.get(place), after.get(place)
        if one == other:
            continue
        table, first, last = place
        kind = "row_added" if one is None else "row_removed" if other is None else "row_changed"
        values = {"before": _row(one), "after": _row(other)}
        yield said("", kind, table=table, weeks=span(first, last), **values)


def _row(row: ScheduleRow | None) -> str:
    if row is None:
        return "-"
    rep_max = " RM" if row.rep_max else ""
    often = "" if row.sessions is None else f", {row.sessions}/7 d"
    return f"{written(row_range(row))}{rep_max}{often}"


def _restriction(entry: Restriction) -> dict[str, str]:
    weeks = "" if entry.weeks is None else f"{entry.weeks} w > {entry.since}"
    limits = [" = ".join(word for word in entry.when if word), weeks, entry.until_confirmed]
    return {"subject": ",".join((*entry.families, *entry.slugs)), "limits": ",".join(filter(None, limits)) or "none"}


def _routines(old: Protocol, new: Protocol) -> Iterator[Change]:
    before, after = ({entry.id: entry for entry in protocol.routines} for protocol in (old, new))
    for name in sorted({*before, *after}):
        one, other = before.get(name), after.get(name)
        if one != other:
            kind = "routine_added" if one is None else "routine_removed" if other is None else "routine_changed"
            yield said("", kind, routine=name)


def _phases(before: Content, after: Content) -> Iterator[Change]:
    old = {phase.id: phase for phase in before.protocol.phases}
    new = {phase.id: phase for phase in after.protocol.phases}
    for phase_id in old:
        if phase_id not in new:
            yield said(phase_id, "phase_removed")
    if [one for one in old if one in new] != [one for one in new if one in old]:
        yield said("", "phases_order", phases=",".join(new))
    for phase_id, phase in new.items():
        earlier = old.get(phase_id)
        if earlier is None:
            yield said(phase_id, "phase_added", weeks=span(phase.weeks_min, phase.weeks_max))
            yield from menu_changes((before, None), (after, phase))
            continue
        yield from differing(phase_id, _phase_pairs(earlier, phase))
        yield from menu_changes((before, earlier), (after, phase))
        yield from gate_changes((before, earlier), (after, phase))


def _phase_pairs(old: Phase, new: Phase) -> list[tuple[str, object, object]]:
    return [
        ("weeks", span(old.weeks_min, old.weeks_max), span(new.weeks_min, new.weeks_max)),
        ("band", old.band, new.band),
        ("frequency", old.frequency, new.frequency),
        ("policy", old.policy, new.policy),
        (
            "schedule_weeks",
            span(old.schedule_first_week or "-", old.schedule_last_week or "-"),
            span(new.schedule_first_week or "-", new.schedule_last_week or "-"),
        ),
        ("back_to", old.back_to, new.back_to),
        ("terminal", old.terminal, new.terminal),
        ("taper", _taper(old), _taper(new)),
    ]


def _taper(phase: Phase) -> str:
    taper = phase.taper
    return f"{taper.per_week}/7 d, {taper.days} d < {taper.before}" if taper else ""


def _exercises(before: Content, after: Content) -> Iterator[Change]:
    for slug, exercise in sorted(after.exercises.items()):
        earlier = before.exercises.get(slug)
        if earlier is not None and earlier != exercise:
            yield from exercise_changes(earlier, exercise)
