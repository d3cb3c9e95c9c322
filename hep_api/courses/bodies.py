"""A report, checked and complete, as the body of a fact."""

from collections.abc import Callable, Mapping
from typing import Any

from hep_api.courses.references import AMOUNT_UNITS
from hep_api.engine.dose import Load, LoadKind
from hep_api.engine.facts import (
    AfterCheckIn,
    Body,
    ExerciseLog,
    Form,
    Measurement,
    MorningReport,
    Pause,
    Screen,
    SessionLog,
    SetLog,
    Side,
    Soreness,
    Withdrawal,
)

Data = Mapping[str, Any]


def body_of(kind: str, data: Data) -> Body:
    """The body of a report of a kind that a patient may send; missing answers stay missing."""
    return _BODIES[kind](data)


def _session(data: Data) -> Body:
    exercises = tuple(_exercise(entry) for entry in data["exercises"])
    names = ("bout", "limp", "swelling", "instability", "corrects", "note")
    return SessionLog(exercises, **{name: data[name] for name in names})


def _exercise(entry: Data) -> ExerciseLog:
    return ExerciseLog(
        prescription_id=entry["prescription_id"],
        dose_revision=entry["dose_revision"],
        rung=entry["rung"],
        sets=tuple(_set(done) for done in entry["sets"]),
        rpe=entry["rpe"],
        form=Form(entry["form"]) if entry["form"] else None,
    )


def _set(done: Data) -> SetLog:
    load = done["carried"]
    return SetLog(
        target=done["target"],
        achieved=next(done[name] for name in AMOUNT_UNITS if name in done),
        side=_side(done),
        load=Load(LoadKind(load["kind"]), load["value"]) if load else None,
        pain=done["pain"],
    )


def _side(data: Data) -> Side:
    return Side(data["side"] or Side.NONE)


def _after(data: Data) -> Body:
    return AfterCheckIn(**{name: data[name] for name in ("session_id", "pain", "settle_minutes")})


def _morning(data: Data) -> Body:
    names = (
        "site", "pain", "stiffness", "stiffness_minutes", "swelling", "night_pain", "limp", "corrects", "note",
        "muscle_soreness",
    )  # fmt: skip
    soreness = Soreness(data["soreness"]) if data["soreness"] else None
    return MorningReport(soreness=soreness, **{name: data[name] for name in names})


def _screen(data: Data) -> Body:
    return Screen(tuple(sorted(data["answers"].items())), data["version"])


def _measurement(data: Data) -> Body:
    return Measurement(data["slug"], data["value"], _side(data), data["note"], by_clinician=False)


def _pause(data: Data) -> Body:
    return Pause(data["from_on"], data["until_on"], data["reason"])


def _withdrawal(data: Data) -> Body:
    return Withdrawal(data["corrects"], data["reason"])


_BODIES: dict[str, Callable[[Data], Body]] = {
    "session": _session,
    "after": _after,
    "morning": _morning,
    "screen": _screen,
    "measurement": _measurement,
    "pause": _pause,
    "withdrawal": _withdrawal,
}
