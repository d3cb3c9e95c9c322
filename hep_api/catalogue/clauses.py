"""Readers of the values inside a gate's clause; each returns the canonical string the engine compares with."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from hep_api.catalogue.document import Cursor
from hep_api.catalogue.scalars import flag, number, one_of, whole
from hep_api.catalogue.values import MeasurementEntry
from hep_api.catalogue.vocabulary import RUN_STAGES, Known
from hep_api.engine.configuring import Config

SETTINGS = frozenset(setting.name for setting in fields(Config))
"""Settings that a clause may name instead of a number."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the clauses of one gate may refer to; `subject` is what the clause being read is about."""

    known: Known
    earlier_phases: tuple[str, ...]
    proms: tuple[str, ...]
    schedule_weeks: int
    subject: str = ""

    def about(self, subject: str) -> "Scope":
        """The same scope inside a clause about this subject."""
        return replace(self, subject=subject)

    @property
    def measurement(self) -> MeasurementEntry | None:
        """The measurement the clause is about, if it is about one that is known."""
        return self.known.measurements.get(self.subject)


EPISODE_DAYS = ("injury_on", "surgery_on", "race_on")
"""Days of an episode of care that a gate may count from [MEASUREMENTS B.3]."""

Reader = Callable[[Cursor, Scope], str]


def plain(value: Decimal) -> str:
    """A number without exponent or trailing zeros, so that 90 and 90.0 are one content."""
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _measurement(cursor: Cursor, scope: Scope) -> str:
    return one_of(scope.known.measurements, "measurement")(cursor)


def _two_sided(cursor: Cursor, scope: Scope) -> str:
    slug = _measurement(cursor, scope)
    entry = scope.known.measurements.get(slug)
    if entry and entry.sides not in {"both", "lsi", ""}:
        cursor.fail(f"'{slug}' is not measured on both sides, so sides cannot be compared")
    return slug


def _value(cursor: Cursor, scope: Scope) -> str:
    """A number inside the measurement's range and on its better side; yes or no where it is a yes/no."""
    entry = scope.measurement
    if entry is None:
        return cursor.scalar() or ""
    if entry.better == "yes":
        return one_of(("yes", "no"), "answer")(cursor)
    word = cursor.path.rsplit(".", 1)[-1]
    wrong_way = {"lower": "at_least", "higher": "at_most"}.get(entry.better)
    if word == wrong_way:
        cursor.fail(f"for '{entry.slug}' {entry.better} is better: '{word}' would ask for worse")
    return plain(number(int(entry.low), int(entry.high))(cursor))


def _exercises(cursor: Cursor, scope: Scope) -> str:
    read = one_of(scope.known.exercises, "exercise")
    if cursor.is_list():
        return ",".join(read(item) for item in cursor.items())
    return read(cursor)


def _rung(cursor: Cursor, scope: Scope) -> str:
    entry = scope.known.exercises.get(scope.subject)
    if entry is None:
        if "," in scope.subject:
            cursor.fail("a rung belongs to one exercise, not to a list of them")
        return cursor.scalar() or ""
    if not entry.rung_names:
        return cursor.scalar() or ""
    return one_of(entry.rung_names, f"rung of {scope.subject}")(cursor)


def _or_word(word: str, low: int, high: int) -> Reader:
    def read(cursor: Cursor, scope: Scope) -> str:
        del scope
        return word if cursor.scalar() == word else plain(number(low, high)(cursor))

    return read


def _numeric(low: int, high: int) -> Reader:
    return lambda cursor, _: plain(number(low, high)(cursor))


def _count(cursor: Cursor, scope: Scope) -> str:
    del scope
    return str(whole(1, 500)(cursor))


def _words(what: str, *allowed: str) -> Reader:
    return lambda cursor, _: one_of(allowed, what)(cursor)


def _schedule_week(cursor: Cursor, scope: Scope) -> str:
    if not scope.schedule_weeks:
        cursor.fail("this protocol has no schedule whose weeks could be counted")
        return cursor.scalar() or ""
    return str(whole(1, scope.schedule_weeks)(cursor))


def _true(cursor: Cursor, scope: Scope) -> str:
    del scope
    if not flag(cursor):
        cursor.fail("only 'true' makes sense here; leave it out otherwise")
    return "true"


READERS: dict[str, Reader] = {
    "measurement": _measurement,
    "two_sided": _two_sided,
    "value": _value,
    "difference": _numeric(0, 1000),
    "percent": _numeric(0, 200),
    "score": _numeric(0, 10),
    "pain": _or_word("policy", 0, 10),
    "change": _or_word("mcid", 0, 100),
    "prom_score": _numeric(-7, 100),
    "count": _count,
    "amount": _count,
    "exercises": _exercises,
    "rung": _rung,
    "true": _true,
    "form": _words("form", "ok"),
    "sides": _words("side", "both", "involved"),
    "setting": _words("setting", *sorted(SETTINGS)),
    "pain_window": _words("window", "7d"),
    "three_days": _words("window", "3d"),
    "episode_day": _words("day of the episode", *EPISODE_DAYS),
    "settled": _words("state of a morning", "settled"),
    "training": _words("training", "impact", *RUN_STAGES),
    "surface": _words("surface", "flat"),
    "whose": _words("whose number", "clinician"),
    "share": _numeric(0, 10),
    "evidence": _words("window", "14d"),
    "goal": _words("activity", "goal"),
    "stage": _words("run stage", *RUN_STAGES),
    "false": _words("answer", "false"),
    "clear": _words("state of the screen", "clear"),
    "sign_off": _words("sign-off", "clinician", "overlap", "placement"),
    "run_gate": _words("run gate", "default"),
    "phase_word": _words("span", "phase"),
    "schedule_week": _schedule_week,
    "confirmation": lambda cursor, scope: one_of(scope.known.confirmations, "confirmation")(cursor),
    "earlier_phase": lambda cursor, scope: one_of(scope.earlier_phases, "earlier phase")(cursor),
    "prom": lambda cursor, scope: one_of(scope.proms, "outcome measure of this protocol")(cursor),
}
"""Reader by the name that `criteria.WORDS` uses."""
