"""A therapist and a patient with a phone, on a clock that the test moves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hep_api.store.scope import Scope
from tests.builders.clinics import Clinic
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone


@dataclass
class Practice:
    """What a therapist and a patient do, over HTTP; everybody is signed in afresh, so the clock may jump."""

    client: FlaskClient
    clinic: Clinic
    headers: Callable[[Scope], dict[str, str]]
    clock: HandClock

    @property
    def patient_url(self) -> str:
        return f"/v1/patients/{self.clinic.patient.subject_id}"

    def phone(self) -> Phone:
        return Phone(self.client, self.headers, self.clinic.patient)

    def post(self, url: str, body: dict[str, Any]) -> TestResponse:
        return self.client.post(url, json=body, headers=self.headers(self.clinic.therapist))

    def get(self, url: str, **query: Any) -> TestResponse:
        return self.client.get(url, query_string=query, headers=self.headers(self.clinic.therapist))

    def programme(self, protocol_id: str = "hip_strength", **changes: Any) -> dict[str, Any]:
        """The body of an assignment that starts today."""
        started_on = self.clock.at.date().isoformat()
        plain = {"id": str(uuid4()), "protocol_id": protocol_id, "started_on": started_on, "side": "left"}
        return plain | {"days": [0, 1, 2, 3, 4, 5, 6], "morning_baseline": 1} | changes

    def assign(self, protocol_id: str = "hip_strength", **changes: Any) -> str:
        """Assign; returns the plan's id."""
        response = self.post(f"{self.patient_url}/plans", self.programme(protocol_id, **changes))
        assert response.status_code == 201, response.text
        return str(response.get_json()["plan_id"])

    def plan(self, plan_id: str) -> dict[str, Any]:
        response = self.get(f"/v1/plans/{plan_id}")
        assert response.status_code == 200, response.text
        plain: dict[str, Any] = response.get_json()
        return plain

    def slot(self, plan_id: str, slug: str) -> dict[str, Any]:
        return next(slot for slot in self.plan(plan_id)["prescriptions"] if slot["slug"] == slug)

    def act(self, plan_id: str, verb: str, **more: Any) -> TestResponse:
        return self.post(f"/v1/plans/{plan_id}/actions", {"id": str(uuid4()), "verb": verb, "reason": "seen", **more})

    def adjust(self, plan_id: str, *, match: str | None = None, **changes: Any) -> TestResponse:
        """Adjust the plan as it is now, unless `match` names another version."""
        tag = match or f'"{self.plan(plan_id)["version"]}"'
        headers = self.headers(self.clinic.therapist) | {"If-Match": tag}
        body = {"id": str(uuid4()), "reason": "seen", **changes}
        return self.client.patch(f"/v1/plans/{plan_id}", json=body, headers=headers)

    def measure(self, plan_id: str, slug: str, value: Any, **more: Any) -> TestResponse:
        body = {"id": str(uuid4()), "slug": slug, "value": value, **more}
        return self.post(f"/v1/plans/{plan_id}/measurements", body)

    def today(self) -> dict[str, Any]:
        plain: dict[str, Any] = self.phone().get("/v1/me/today").get_json()
        return plain

    def train(self, days: int = 1, *, pain: float = 1, morning: float = 1, **answers: Any) -> None:
        """Do what is due today as shown, sleep, report the morning; so many days running."""
        for _ in range(days):
            phone = self.phone()
            for plan in self.today()["plans"]:
                if plan["day"] == "due":
                    shown = [entry["slug"] for entry in plan["exercises"]]
                    done = [phone.done(slug, pain=pain, plan_id=UUID(plan["plan_id"])) for slug in shown]
                    phone.log(*done, **answers)
            self.clock.wait(days=1)
            self.phone().wake(morning)


@pytest.fixture
def practice(
    client: FlaskClient, clinic: Clinic, headers: Callable[[Scope], dict[str, str]], hand_clock: HandClock
) -> Practice:
    return Practice(client, clinic, headers, hand_clock)
