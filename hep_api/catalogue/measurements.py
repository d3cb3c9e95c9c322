"""measurements.yaml, confirmations.yaml and screening.yaml to values."""

from decimal import Decimal

from hep_api.catalogue.document import Cursor
from hep_api.catalogue.scalars import flag, interval, list_of, one_of, some_of, text, texts
from hep_api.catalogue.values import (
    NO_TEXT,
    ConfirmationEntry,
    MeasurementEntry,
    Screening,
    ScreenQuestion,
    Text,
    TierChange,
)

SIDES = ("worse", "both", "lsi", "involved", "none")
BETTER = ("lower", "higher", "yes", "none")
RECORDED_BY = ("patient", "clinician", "either", "supervised")
TIERS = ("E", "U", "C")
"""Emergency, urgent, clinician review [SPEC 5.1]."""


def read_measurements(document: Cursor | None, units: dict[str, Text]) -> dict[str, MeasurementEntry]:
    """Slug -> measurement, from the root of measurements.yaml."""
    if document is None:
        return {}
    return {slug: _read_measurement(slug, cursor, units) for slug, cursor in document.entries()}


def _read_measurement(slug: str, cursor: Cursor, units: dict[str, Text]) -> MeasurementEntry:
    fields = cursor.fields(("name", "unit", "sides", "better", "recorded_by", "range", "how_to"))
    low, high = fields.read("range", interval(-1000, 10_000), (Decimal(0), Decimal(0)))
    return MeasurementEntry(
        slug=slug,
        name=fields.read("name", texts, NO_TEXT),
        unit=fields.read("unit", one_of(units, "unit"), ""),
        sides=fields.read("sides", one_of(SIDES, "way to take sides"), ""),
        better=fields.read("better", one_of(BETTER, "direction"), ""),
        recorded_by=fields.read("recorded_by", one_of(RECORDED_BY, "recorder"), ""),
        low=low,
        high=high,
        how_to=fields.read("how_to", texts, NO_TEXT),
    )


def read_confirmations(document: Cursor | None) -> dict[str, ConfirmationEntry]:
    """Slug -> confirmation, from the root of confirmations.yaml."""
    if document is None:
        return {}
    return {
        slug: ConfirmationEntry(slug, cursor.fields(("meaning",)).read("meaning", texts, NO_TEXT))
        for slug, cursor in document.entries()
    }


def read_screening(document: Cursor | None) -> Screening:
    """The short red-flag set, from the root of screening.yaml; follow-ups stand behind their question."""
    if document is None:
        return Screening("", (), {})
    fields = document.fields(("version", "questions", "what_to_do"))
    groups = fields.read("questions", some_of(_read_question), ())
    questions = tuple(question for group in groups for question in group)
    _check_questions(document, questions)
    return Screening(
        version=fields.read("version", text, ""),
        questions=questions,
        what_to_do=fields.read("what_to_do", _read_advice, {}),
    )


def _read_question(cursor: Cursor) -> tuple[ScreenQuestion, ...]:
    fields = cursor.fields(("id", "tier", "text"), ("changes", "follow_ups", "advice"))
    question = ScreenQuestion(
        id=fields.read("id", text, ""),
        text=fields.read("text", texts, NO_TEXT),
        tier=fields.read("tier", one_of(TIERS, "tier"), ""),
        changes=fields.read("changes", list_of(_read_change), ()),
        advice=fields.read("advice", texts, None),
    )
    follow_ups = fields.read("follow_ups", list_of(lambda below: _read_follow_up(below, question.id)), ())
    return question, *follow_ups


def _read_follow_up(cursor: Cursor, asked_if: str) -> ScreenQuestion:
    fields = cursor.fields(("id", "text"))
    return ScreenQuestion(fields.read("id", text, ""), fields.read("text", texts, NO_TEXT), "", asked_if)


def _read_change(cursor: Cursor) -> TierChange:
    fields = cursor.fields(("question", "answer", "tier"))
    tier = fields.read("tier", one_of(TIERS, "tier"), "")
    return TierChange(fields.read("question", text, ""), fields.read("answer", flag, default=False), tier)


def _read_advice(cursor: Cursor) -> dict[str, Text]:
    return {tier: texts(below) for tier, below in cursor.fields((*TIERS, "clear")).found.items()}


def _check_questions(document: Cursor, questions: tuple[ScreenQuestion, ...]) -> None:
    ids = [question.id for question in questions]
    for twice in sorted({question_id for question_id in ids if question_id and ids.count(question_id) > 1}):
        document.fail(f"two questions have the id '{twice}'")
    for question in questions:
        for change in question.changes:
            if change.question not in ids:
                document.fail(f"{question.id} changes with '{change.question}', which is not a question here")
