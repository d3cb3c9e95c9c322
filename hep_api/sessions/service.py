"""Takes in one report, and asks the red-flag questions."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from hep_api.catalogue import Catalogue
from hep_api.courses import Recorded, Report, take_in
from hep_api.store import plans
from hep_api.store.scope import Scope
from hep_api.web.answers import Teller
from hep_api.web.facts import as_sent, read_fact


def report_fact(scope: Scope, patient_id: UUID, kind: str, raw: Any, teller: Teller, *, now: datetime) -> Recorded:
    """Record what was sent about a patient; raises Invalid with every mistake, NotFound and Conflict."""
    reading = read_fact(kind, raw)
    teller = replace(teller, wordings=plans.wording_hashes(scope, patient_id))
    report = Report(kind, reading.data, reading.mistakes, as_sent(raw))
    return take_in(scope, patient_id, report, teller.catalogue, render=teller.answer, now=now)


def questions(catalogue: Catalogue, language: str) -> dict[str, Any]:
    """The short set of red-flag questions in asking order; a follow-up is asked when its question was a yes."""
    screening = catalogue.screening
    return {
        "version": screening.version,
        "questions": [
            {"id": question.id, "text": question.text.of(language), "asked_if": question.asked_if or None}
            for question in screening.questions
        ],
    }
