"""What a case starts from: its protocol, first day, zone, policy and settings."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hep_api.catalogue.cases.days import weekdays
from hep_api.catalogue.cases.inline import only_phase, read_inline_exercises, read_inline_protocol
from hep_api.catalogue.cases.values import Given
from hep_api.catalogue.clauses import EPISODE_DAYS
from hep_api.catalogue.document import Cursor, Fields, suggestion
from hep_api.catalogue.restrictions import EPISODE_WORDS
from hep_api.catalogue.scalars import flag, list_of, number, one_of, some_of, text, whole
from hep_api.catalogue.values import Catalogue, ExerciseEntry, allowed, slugs_of
from hep_api.catalogue.vocabulary import GOALS, Known
from hep_api.codec import content_hash
from hep_api.engine.configuring import SETTINGS, Config, NotAllowed, configured, parsed
from hep_api.engine.facts import Side
from hep_api.engine.pain import POLICIES
from hep_api.engine.protocol import Content, Protocol
from hep_api.engine.restrictions import CONDITIONS

T = TypeVar("T")

GIVEN = (
    "protocol", "exercises", "start", "zone", "policy", "autonomy", "side", "days", "goals", "start_rungs",
    "usual_morning_pain", "usual", "episode", "loads", "load_step_kg", "phase", "config",
)  # fmt: skip
A_MONDAY = date(2026, 3, 2)
SIDES = tuple(side.value for side in Side)


def read_given(cursor: Cursor, fields: Fields, catalogue: Catalogue) -> Given:
    """What is given; the first day is a Monday, the zone Europe/Madrid, unless said otherwise."""
    content = _content(cursor, fields, catalogue)
    side = fields.read("side", one_of(SIDES, "side"), "left")
    kg = number(0, 500)
    usual = fields.read("usual", lambda below: below.fields((), ("swelling", "night_pain")), Fields({}))
    return Given(
        content=content,
        start=fields.read("start", _day, A_MONDAY),
        zone=fields.read("zone", zone_of, "Europe/Madrid"),
        autonomy=fields.read("autonomy", one_of(("suggest", "auto"), "autonomy"), "suggest"),
        side=Side(side) if side in SIDES else Side.LEFT,
        days=fields.read("days", weekdays, ()),
        goals=fields.read("goals", list_of(one_of(GOALS, "goal")), ()),
        start_rungs=fields.read("start_rungs", lambda below: _start_rungs(below, content), ()),
        usual=fields.read("usual_morning_pain", _usual, Decimal(0)),
        loads=dict(fields.read("loads", lambda below: by_exercise(below, content, lambda _: kg), ())),
        load_step_kg=fields.read("load_step_kg", number(0, 100), None),
        phase=fields.read("phase", phase_of(content), ""),
        usual_swelling=usual.read("swelling", whole(0, 4), None),
        usual_night_pain=usual.read("night_pain", flag, None),
        episode=fields.read("episode", _episode, ()),
        settings=fields.read("config", lambda below: read_settings(below, content.config), ()),
    )


def by_exercise(
    cursor: Cursor, content: Content, reader: Callable[[str], Callable[[Cursor], T]]
) -> list[tuple[str, T]]:
    """A value for each exercise that is named; `reader` makes the reader of an exercise's value."""
    return [(slug, reader(slug)(below)) for slug, below in cursor.entries() if known_exercise(below, slug, content)]


def known_exercise(cursor: Cursor, slug: str, content: Content) -> bool:
    """Whether a plan has an exercise; if not, a mistake is noted that says which ones it has."""
    allowed: Collection[str] = content.exercises
    if slug not in allowed:
        near = suggestion(slug, allowed)
        cursor.fail(f"'{slug}' is not an exercise of this plan{near}; it has {', '.join(sorted(allowed))}")
    return slug in allowed


def rung_of(content: Content, slug: str) -> Callable[[Cursor], str]:
    """A reader of a rung of an exercise."""
    return one_of([rung.id for rung in content.exercises[slug].rungs], f"rung of {slug}")


def phase_of(content: Content) -> Callable[[Cursor], str]:
    """A reader of a phase of the protocol."""
    return one_of([phase.id for phase in content.protocol.phases], "phase")


def zone_of(cursor: Cursor) -> str:
    """An IANA time zone."""
    value = text(cursor)
    try:
        ZoneInfo(value or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        cursor.fail(f"'{value}' is not a time zone such as Europe/Madrid")
        return "UTC"
    return value or "UTC"


def _day(cursor: Cursor) -> date:
    value = text(cursor)
    try:
        return date.fromisoformat(value)
    except ValueError:
        cursor.fail(f"'{value}' is not a day such as {A_MONDAY}")
        return A_MONDAY


def _usual(cursor: Cursor) -> Decimal | None:
    return None if cursor.is_null() else number(0, 10)(cursor)


def _episode(cursor: Cursor) -> tuple[tuple[str, str], ...]:
    """Facts of this episode of care: days such as `surgery_on`, words such as `surgery.graft`."""
    found = cursor.fields((), (*EPISODE_DAYS, *EPISODE_WORDS, CONDITIONS)).found
    return tuple(
        (name, _day(below).isoformat() if name in EPISODE_DAYS else ",".join(_words(below)))
        for name, below in found.items()
    )


def _words(cursor: Cursor) -> tuple[str, ...]:
    return list_of(text)(cursor) if cursor.is_list() else (text(cursor),)


def _start_rungs(cursor: Cursor, content: Content) -> tuple[tuple[str, int], ...]:
    chosen = by_exercise(cursor, content, lambda slug: rung_of(content, slug))
    ladders = {slug: [rung.id for rung in content.exercises[slug].rungs] for slug, _ in chosen}
    return tuple((slug, ladders[slug].index(rung)) for slug, rung in chosen if rung in ladders[slug])


def _content(cursor: Cursor, fields: Fields, catalogue: Catalogue) -> Content:
    known = Known(catalogue.vocabulary, catalogue.exercises, catalogue.measurements, catalogue.confirmations)
    own = fields.read("exercises", lambda below: _exercises(below, known), {})
    known = replace(known, exercises={**known.exercises, **own})
    protocol = fields.read("protocol", lambda below: _protocol(below, known, own, catalogue), None)
    if protocol is None:
        if not own and "protocol" not in fields.found and "exercises" not in fields.found:
            cursor.fail("'given' needs a 'protocol' or 'exercises'")
        protocol = only_phase(tuple(own))
    policy = fields.read("policy", one_of(POLICIES, "pain policy"), "")
    if policy in POLICIES:
        phases = tuple(replace(phase, policy=None) for phase in protocol.phases)
        protocol = replace(protocol, policy=policy, phases=phases)
    forbidden = catalogue.protocols[protocol.id].forbid_rungs if protocol.id in catalogue.protocols else ()
    exercises = {
        slug: allowed(known.exercises[slug].exercise, forbidden)
        for slug in slugs_of(protocol)
        if slug in known.exercises
    }
    config = configured(catalogue.config, protocol.config)
    return Content(content_hash(protocol, exercises, config), protocol, exercises, config)


def _exercises(cursor: Cursor, known: Known) -> dict[str, ExerciseEntry]:
    """A list of the catalogue's exercises by slug, or a mapping of the case's own."""
    if not cursor.is_list():
        return read_inline_exercises(cursor, known)
    slugs = some_of(one_of(known.exercises, "exercise"))(cursor)
    return {slug: known.exercises[slug] for slug in slugs if slug in known.exercises}


def _protocol(cursor: Cursor, known: Known, own: dict[str, ExerciseEntry], catalogue: Catalogue) -> Protocol | None:
    if cursor.is_mapping():
        return read_inline_protocol(cursor, known, own)
    found = catalogue.protocols.get(one_of(catalogue.protocols, "protocol")(cursor))
    return found.protocol if found else None


def read_settings(cursor: Cursor, config: Config) -> tuple[tuple[str, str], ...]:
    """Settings of the plan by name, each with its value; null puts it back. What may not be set is a mistake."""
    found: list[tuple[str, str]] = []
    for name, below in cursor.entries():
        value = "" if below.is_null() else text(below)
        found.append((name, value))
        try:
            if value or name not in SETTINGS:
                parsed(name, value)
            configured(config, tuple(pair for pair in found if pair[1]))
        except NotAllowed as error:
            below.fail(str(error))
            found.pop()
    return tuple(found)
