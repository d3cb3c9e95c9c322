"""What the phone reports, one fact a request; a retry gives the first answer."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import UUID

from flask import Response

from hep_api import clock
from hep_api.sessions import service
from hep_api.sessions.schemas import QuestionsOut
from hep_api.web.answer_schemas import FactOut
from hep_api.web.answers import Teller, reply
from hep_api.web.auth import audience, caller, scope
from hep_api.web.bodies import raw_body
from hep_api.web.content import catalogue_of
from hep_api.web.contract import Slice, conditional
from hep_api.web.etags import answer
from hep_api.web.facts import AfterIn, FactIn, MorningIn, OwnMeasurementIn, PauseIn, ScreenIn, SessionIn, WithdrawalIn

slice_ = Slice("sessions", __name__, description="What the phone reports: each answer says what changed and why.")
View = TypeVar("View", bound=Callable[..., Any])
CHECK_INS = ("after", "morning")
REFUSALS = (
    HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.FAILED_DEPENDENCY,
)  # fmt: skip


def takes(*schemas: type[FactIn]) -> Callable[[View], View]:
    """Describe a body that the view reads itself, so that bad fields and bad references are named together."""
    body: Any = schemas[0] if len(schemas) == 1 else {"oneOf": list(schemas)}
    asked = {"required": True, "content": {"application/json": {"schema": body}}}

    def describe(view: View) -> View:
        described = slice_.doc(requestBody=asked)(view)
        described = slice_.response(201, FactOut)(described)
        described = slice_.alt_response(200, schema=FactOut, description="Known already: the first answer")(described)
        for status in REFUSALS:
            described = slice_.alt_response(status, status.name)(described)
        named: View = described
        return named

    return describe


@slice_.route("/v1/me/sessions", methods=["POST"])
@audience("patient", "caregiver", reach="self")
@takes(SessionIn)
def record_session() -> Response:
    """Report a bout of exercises; urgent advice is in the answer."""
    return _report(scope().subject_id, "session")


@slice_.route("/v1/me/check-ins", methods=["POST"])
@audience("patient", "caregiver", reach="self")
@takes(AfterIn, MorningIn)
def check_in() -> Response:
    """Report the hour after a session, or the next morning."""
    raw = raw_body()
    kind = raw.get("kind") if isinstance(raw, dict) else None
    return _report(scope().subject_id, kind if kind in CHECK_INS else "morning")


@slice_.route("/v1/me/screens", methods=["POST"])
@audience("patient", "caregiver", reach="self")
@takes(ScreenIn)
def answer_screen() -> Response:
    """Answer red-flag questions; the answer says what to do now."""
    return _report(scope().subject_id, "screen")


@slice_.route("/v1/me/screens/questions")
@audience("patient", "caregiver", reach="self")
@slice_.response(200, QuestionsOut)
@conditional
def read_questions() -> Response:
    """The red-flag questions in the caller's language."""
    return answer(service.questions(catalogue_of(caller()), caller().locale))


@slice_.route("/v1/me/measurements", methods=["POST"])
@audience("patient", "caregiver", reach="self")
@takes(OwnMeasurementIn)
def record_own_measurement() -> Response:
    """Record a test that a patient may do alone."""
    return _report(scope().subject_id, "measurement")


@slice_.route("/v1/me/pauses", methods=["PUT"])
@audience("patient", "caregiver", reach="self")
@takes(PauseIn)
def pause_me() -> Response:
    """Take days out of the programme. An open pause ends with the next one."""
    return _report(scope().subject_id, "pause")


@slice_.route("/v1/me/withdrawals", methods=["POST"])
@audience("patient", reach="self")
@takes(WithdrawalIn)
def withdraw_report() -> Response:
    """Take back a report that was logged by mistake; it stays readable, and what it stopped stays stopped."""
    return _report(scope().subject_id, "withdrawal")


@slice_.route("/v1/patients/<uuid:patient_id>/pauses", methods=["PUT"])
@audience("therapist", reach="care")
@takes(PauseIn)
def pause_patient(patient_id: UUID) -> Response:
    """Take days out of a patient's programme."""
    return _report(patient_id, "pause")


def _report(patient_id: UUID, kind: str) -> Response:
    teller = Teller(catalogue_of(caller()), caller().locale)
    recorded = service.report_fact(scope(), patient_id, kind, raw_body(), teller, now=clock.now())
    return reply(recorded.answer, created=recorded.created)
