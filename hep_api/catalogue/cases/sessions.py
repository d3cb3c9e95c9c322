"""Readers of what a patient tells: sessions, mornings and the hour after."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from hep_api.catalogue.cases.doses import load_of
from hep_api.catalogue.cases.given import known_exercise, rung_of
from hep_api.catalogue.cases.values import AfterTold, Answers, MorningTold, SessionTold
from hep_api.catalogue.document import Cursor, Fields, suggestion
from hep_api.catalogue.scalars import flag, list_of, number, one_of, text, whole
from hep_api.engine.facts import Form, Soreness
from hep_api.engine.protocol import Content

Reader = Callable[[Cursor], Any]

SCORE = number(0, 10)
GRADE = whole(0, 4)


def _word(kind: type[Form] | type[Soreness], what: str) -> Reader:
    words = [str(word) for word in kind]

    def read(cursor: Cursor) -> Any:
        value = one_of(words, what)(cursor)
        return kind(value) if value in words else None

    return read


SESSION: Mapping[str, Reader] = {
    "limp": flag, "swelling": GRADE, "instability": flag, "bout": whole(1, 6), "note": text,
}  # fmt: skip
"""What is asked at the end of a session; by default no, no, no."""

MORNING: Mapping[str, Reader] = {
    "pain": SCORE, "stiffness": SCORE, "stiffness_minutes": whole(0, 600), "soreness": _word(Soreness, "soreness"),
    "swelling": GRADE, "night_pain": flag, "limp": flag, "muscle_soreness": SCORE, "site": text, "note": text,
}  # fmt: skip
"""What is asked in the morning; by default the usual pain, and nothing else amiss."""

AFTER: Mapping[str, Reader] = {"pain": SCORE, "settle_minutes": whole(0, 1440)}
"""What is asked an hour after a session."""

ANSWERS = ("pain", "reps", "rpe", "form", "load", "rung", "left", "right", "missing")
SHARED = ("pain", "reps", "rpe", "form", "load")
LEFT_OUT = ("pain", "rpe", "form", "load")
OWN = ("only", "skip", "clock", "missing", *SESSION)


def read_session(cursor: Cursor, content: Content) -> SessionTold:
    """A session: a bare number is the pain of every set of everything; exercises by slug say what differs."""
    if not cursor.is_mapping() and not cursor.is_null():
        return SessionTold(Answers(pain=SCORE(cursor)), {})
    allowed = (*SHARED, *OWN)
    words: dict[str, Cursor] = {}
    by: dict[str, Answers] = {}
    for name, below in cursor.entries():
        if name in allowed:
            words[name] = below
        elif name in content.exercises:
            by[name] = _answers_of(below, content, name)
        else:
            near = suggestion(name, [*allowed, *content.exercises])
            below.fail(
                f"unknown key '{name}'{near}; allowed: {', '.join(allowed)}, or an exercise of this plan: "
                f"{', '.join(sorted(content.exercises))}"
            )
    fields = Fields(words)
    missing = fields.read("missing", list_of(one_of((*LEFT_OUT, *SESSION), "answer")), ())
    said = {name: SESSION[name](below) for name, below in words.items() if name in SESSION}
    said |= {name: None for name in missing if name in SESSION}
    shared = frozenset(missing) & frozenset(LEFT_OUT)
    return SessionTold(
        _answers(Fields({name: words[name] for name in words.keys() - {"missing"}}), content, "", shared),
        by,
        fields.read("only", lambda below: exercises(below, content), ()),
        fields.read("skip", lambda below: exercises(below, content), ()),
        said,
    )


def exercises(cursor: Cursor, content: Content) -> tuple[str, ...]:
    """A list of exercises of the plan."""
    named = list_of(text)(cursor)
    return tuple(slug for slug, item in zip(named, cursor.items(), strict=True) if known_exercise(item, slug, content))


def _answers_of(cursor: Cursor, content: Content, slug: str) -> Answers:
    if not cursor.is_mapping():
        return Answers(pain=SCORE(cursor))
    fields = cursor.fields((), ANSWERS)
    missing = fields.read("missing", list_of(one_of(LEFT_OUT, "answer")), ())
    return _answers(fields, content, slug, frozenset(missing))


def _answers(fields: Fields, content: Content, slug: str, missing: frozenset[str]) -> Answers:
    return Answers(
        pain=fields.read("pain", _pain, None),
        reps=fields.read("reps", _reps, None),
        rpe=fields.read("rpe", SCORE, None),
        form=fields.read("form", _word(Form, "form"), None),
        load=fields.read("load", load_of, None),
        rung=fields.read("rung", rung_of(content, slug), None) if slug else None,
        left=fields.read("left", list_of(whole(0, 2000)), None) if slug else None,
        right=fields.read("right", list_of(whole(0, 2000)), None) if slug else None,
        missing=missing,
    )


def _pain(cursor: Cursor) -> Decimal | tuple[Decimal | None, ...]:
    """One score for every set, or a list set by set, `null` where a set has none."""
    if not cursor.is_list():
        return SCORE(cursor)
    return tuple(None if item.is_null() else SCORE(item) for item in cursor.items())


def _reps(cursor: Cursor) -> int | tuple[int, ...]:
    """One count for every set, or a list set by set; a shorter list leaves sets out."""
    amount = whole(0, 2000)
    return tuple(amount(item) for item in cursor.items()) if cursor.is_list() else amount(cursor)


def read_morning(cursor: Cursor) -> MorningTold:
    """A morning report; a bare number is its pain."""
    return MorningTold(_report(cursor, MORNING))


def read_after(cursor: Cursor) -> AfterTold:
    """The hour after a session; a bare number is its pain."""
    return AfterTold(_report(cursor, AFTER))


def _report(cursor: Cursor, questions: Mapping[str, Reader]) -> dict[str, Any]:
    if not cursor.is_mapping() and not cursor.is_null():
        return {"pain": SCORE(cursor)}
    fields = cursor.fields((), (*questions, "clock", "missing"))
    said: dict[str, Any] = {name: questions[name](fields.found[name]) for name in questions if name in fields.found}
    missing = fields.read("missing", list_of(one_of(questions, "answer")), ())
    return said | dict.fromkeys(missing)
