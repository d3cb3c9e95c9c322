"""Checks a report against what is known of the patient: the course and the facts already kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hep_api.catalogue import Catalogue
from hep_api.codec import KINDS
from hep_api.courses.measuring import measurement_mistakes
from hep_api.courses.references import plan_of_session, session_mistakes
from hep_api.engine.course import WITHDRAWABLE, advance
from hep_api.engine.facts import credited_on
from hep_api.engine.state import Course
from hep_api.errors import Awaited, FieldError
from hep_api.store import facts
from hep_api.store.models import FactRow
from hep_api.store.scope import Scope

MOST_DAYS_AWAY = 366
"""How far from today a pause may begin: beyond a year it is a typing mistake."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was sent, as far as it could be read: `data` holds the fields that are fine, `mistakes` names all others.

    `sent` is what makes two bodies the same. `skew_seconds`: how far the sender's clock was ahead, if it said.
    """

    kind: str
    data: Mapping[str, Any]
    mistakes: tuple[FieldError, ...]
    sent: Mapping[str, Any]
    skew_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One report about one patient, at `now`; `zone` is the patient's own."""

    scope: Scope
    patient_id: UUID
    zone: str
    catalogue: Catalogue
    report: Report
    now: datetime

    def mistakes(self, course: Course) -> list[FieldError]:
        """Everything that the report refers to wrongly."""
        return [*self._of_kind(course), *self._correction(course)]

    def _of_kind(self, course: Course) -> Iterator[FieldError]:
        data = self.report.data
        match self.report.kind:
            case "session":
                # As the phone has seen it: boundaries that nobody has written down yet have changed doses, too.
                yield from session_mistakes(advance(course, self.now), data)
            case "measurement":
                yield from measurement_mistakes(self.catalogue, course, data)
            case "morning":
                yield from self._site(course)
            case "after":
                yield from self._session_of_check_in()
            case "pause":
                today = credited_on(self.now, self.zone)
                if data.get("from_on") and abs((data["from_on"] - today).days) > MOST_DAYS_AWAY:
                    yield FieldError("from_on", "More than a year away from today.")

    def _site(self, course: Course) -> Iterator[FieldError]:
        site = self.report.data.get("site")
        regions = {course.content(plan).protocol.region for plan in course.plans}
        if site is not None and site not in regions:
            yield FieldError("site", f"None of your plans is about this; {', '.join(sorted(regions)) or 'none yet'}.")

    def _session_of_check_in(self) -> Iterator[FieldError]:
        session_id = self.report.data.get("session_id")
        if session_id is None:
            return
        row = facts.find_fact(self.scope, self.patient_id, session_id)
        if row is None:
            yield Awaited("session_id", "No session of yours has this id; send it first.")
        elif row.kind != "session":
            yield FieldError("session_id", "This is the id of something else.")

    def _correction(self, course: Course) -> Iterator[FieldError]:
        corrects, kind = self.report.data.get("corrects"), self.report.kind
        if corrects is None:
            return
        target = facts.find_fact(self.scope, self.patient_id, corrects)
        if kind == "withdrawal":
            yield from _withdrawal_mistakes(target)
        elif target is None:
            yield Awaited("corrects", f"No {kind} of yours has this id; send it first.")
        elif target.kind != kind:
            yield FieldError("corrects", f"No {kind} of yours has this id.")
        elif kind == "session" and plan_of_session(course, self.report.data) not in (None, target.plan_id):
            yield FieldError("corrects", "It belongs to another plan.")


def _withdrawal_mistakes(target: FactRow | None) -> Iterator[FieldError]:
    """A report that is not here yet may be withdrawn: it is taken back as soon as it comes."""
    if target is None or issubclass(KINDS[target.kind], WITHDRAWABLE):
        if target is not None and target.body.get("by_clinician"):
            yield FieldError("corrects", "Your therapist recorded this; only they can put it right.")
        return
    answered = target.kind == "screen"
    why = "Answer the questions again; the newest answers count." if answered else "This cannot be taken back."
    yield FieldError("corrects", why)
