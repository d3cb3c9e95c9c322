"""A patient's phone: what it would send about the prescriptions it shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hep_api import clock
from hep_api.courses import course_at
from hep_api.courses.references import AMOUNT_UNITS
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course
from hep_api.store.scope import Scope
from tests.builders.plans import ZONE

FIELD_OF = {unit: name for name, unit in AMOUNT_UNITS.items()}


@dataclass(frozen=True)
class Phone:
    """The phone of one patient; it signs in anew for every request, however far the clock was moved."""

    client: FlaskClient
    sign_in: Callable[[Scope], dict[str, str]]
    scope: Scope

    @property
    def headers(self) -> dict[str, str]:
        """What speaks for the patient now."""
        return self.sign_in(self.scope)

    @property
    def course(self) -> Course:
        """The course as it is now."""
        return course_at(self.scope, self.scope.subject_id, clock.now())

    def shown(self, slug: str, plan_id: UUID | None = None) -> Slot:
        """One prescription as it is shown now."""
        plans = [plan for plan in self.course.plans if plan_id in (None, plan.id)]
        return next(slot for plan in plans for slot in plan.slots if slot.slug == slug)

    def done(self, slug: str, *, pain: Any = 1, plan_id: UUID | None = None, **changes: Any) -> dict[str, Any]:
        """One exercise done as shown."""
        slot = self.shown(slug, plan_id)
        one = {"target": slot.dose.target, FIELD_OF[slot.dose.unit]: slot.dose.target, "pain": pain}
        return {
            "prescription_id": str(slot.id), "dose_revision": slot.revision, "rung": slot.rung,
            "sets": [dict(one) for _ in range(slot.dose.sets)], "rpe": 6, "form": "ok", **changes,
        }  # fmt: skip

    def session(self, *exercises: dict[str, Any], at: datetime | None = None, **answers: Any) -> dict[str, Any]:
        """A session, by default of clamshells, now, in the patient's zone; limp and the like are answered 'no'."""
        return {
            "id": str(uuid4()), "performed_at": (at or clock.now()).isoformat(), "zone": ZONE,
            "exercises": list(exercises) or [self.done("clamshell")],
            "limp": False, "swelling": 0, "instability": False, **answers,
        }  # fmt: skip

    def morning(self, pain: Any = 1, **answers: Any) -> dict[str, Any]:
        """A morning report of now; stiffness 0 for 0 minutes."""
        told = {"stiffness": 0, "stiffness_minutes": 0, "soreness": "none", "limp": False} | answers
        return {"id": str(uuid4()), "kind": "morning", "pain": pain, **told}

    def post(self, path: str, body: Any) -> TestResponse:
        return self.client.post(path, json=body, headers=self.headers)

    def put(self, path: str, body: Any) -> TestResponse:
        return self.client.put(path, json=body, headers=self.headers)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, headers=self.headers | more.pop("headers", {}), **more)

    def log(self, *exercises: dict[str, Any], **answers: Any) -> dict[str, Any]:
        """Send a session that must be taken; the answer."""
        return taken(self.post("/v1/me/sessions", self.session(*exercises, **answers)))

    def wake(self, pain: Any = 1, **answers: Any) -> dict[str, Any]:
        """Send a morning report that must be taken; the answer."""
        return taken(self.post("/v1/me/check-ins", self.morning(pain, **answers)))


def taken(response: TestResponse) -> dict[str, Any]:
    """The answer to a fact that was taken for the first time."""
    assert response.status_code == 201, response.text
    answer: dict[str, Any] = response.get_json()
    return answer


def mistakes(response: TestResponse) -> set[str]:
    """The paths of everything that was wrong."""
    assert response.status_code == 422, response.text
    return {error["path"] for error in response.get_json()["errors"]}
