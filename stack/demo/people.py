"""The two people of the story: what a therapist's console and a patient's phone send."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from stack.demo.client import Api

Json = dict[str, Any]


def register_phone(api: Api, token: str) -> None:
    """Register a phone of whoever is signed in."""
    body = {"kind": "fcm_token", "value": token, "platform": "android", "app_version": "1.0.0"}
    api.put(f"/v1/me/devices/{uuid4()}", body)


@dataclass(frozen=True)
class Therapist:
    """A signed-in therapist."""

    api: Api

    @classmethod
    def signs_in(cls, api: Api, email: str, password: str) -> "Therapist":
        """Sign in at the product."""
        tokens = api.post("/v1/auth/login", {"email": email, "password": password})
        return cls(api.signed_in(tokens["access_token"]))

    def register_phone(self, token: str) -> None:
        """Tell the product where pushes reach the therapist's phone."""
        register_phone(self.api, token)

    def add_patient(self, name: str, birth_year: int, zone: str) -> str:
        """Take on a patient; returns the patient's id."""
        body = {"name": name, "birth_year": birth_year, "zone": zone, "locale": "en"}
        return str(self.api.post("/v1/patients", body)["id"])

    def invite(self, patient_id: str) -> str:
        """The invite code for a patient's phone."""
        return str(self.api.post(f"/v1/patients/{patient_id}/invites")["code"])

    def assign(self, patient_id: str, protocol_id: str, started_on: date, side: str, autonomy: str, **more: Any) -> str:
        """Assign a whole programme; returns the plan's id."""
        body = {"protocol_id": protocol_id, "started_on": started_on.isoformat(), "side": side, "autonomy": autonomy}
        plan = self.api.post(f"/v1/patients/{patient_id}/plans", {"id": str(uuid4()), **body, **more})
        return str(plan["plan_id"])

    def plan(self, plan_id: str) -> Json:
        """Everything about a plan."""
        return dict(self.api.get(f"/v1/plans/{plan_id}"))

    def act(self, plan_id: str, verb: str, reason: str, **more: Any) -> Json:
        """One act on a plan, with its reason."""
        body = {"id": str(uuid4()), "verb": verb, "reason": reason, **more}
        return dict(self.api.post(f"/v1/plans/{plan_id}/actions", body))

    def accept(self, plan_id: str, proposal: Mapping[str, Any], reason: str) -> Json:
        """Accept an open proposal, in the revision that was seen."""
        known = {"decision_id": proposal["decision_id"], "revision": proposal["revision"]}
        return self.act(plan_id, "accept", reason, **known)

    def change_days(self, plan_id: str, days: tuple[int, ...], reason: str) -> None:
        """Choose the training weekdays (Monday = 0)."""
        self.api.patch(f"/v1/plans/{plan_id}", {"id": str(uuid4()), "reason": reason, "days": list(days)})

    def measure(self, plan_id: str, slug: str, value: object, *sides: str) -> None:
        """Enter an objective test, once for each of `sides` or once without a side."""
        for side in sides or (None,):
            body = {"id": str(uuid4()), "slug": slug, "value": value} | ({"side": side} if side else {})
            self.api.post(f"/v1/plans/{plan_id}/measurements", body)

    def open_alerts(self) -> list[Json]:
        """What waits for this therapist."""
        return list(self.api.get("/v1/alerts", status="open")["items"])

    def acknowledge(self, alert_id: str, reason: str, outcome: str) -> None:
        """Take an alert."""
        body = {"id": str(uuid4()), "reason": reason, "outcome": outcome}
        self.api.post(f"/v1/alerts/{alert_id}/acknowledge", body)


@dataclass(frozen=True)
class Patient:
    """A patient with a paired phone; `zone` is where the phone is."""

    api: Api
    zone: str

    @classmethod
    def redeems(cls, api: Api, code: str, birth_year: int, zone: str) -> "Patient":
        """Pair the phone with an invite code."""
        tokens = api.post("/v1/auth/redeem", {"code": code, "birth_year": birth_year})
        return cls(api.signed_in(tokens["access_token"]), zone)

    def register_phone(self, token: str) -> None:
        """Tell the product where pushes reach this phone."""
        register_phone(self.api, token)

    def wish_reminders(self, *times: str) -> None:
        """Choose the wall times of reminders."""
        self.api.put("/v1/me/reminders", {"times": list(times), "zone": self.zone})

    def answer_screen(self) -> Json:
        """Answer every red-flag question with no."""
        asked = self.api.get("/v1/me/screens/questions")
        answers = {question["id"]: False for question in asked["questions"] if question["asked_if"] is None}
        return dict(
            self.api.post("/v1/me/screens", {"id": str(uuid4()), "version": asked["version"], "answers": answers})
        )

    def today(self) -> Json:
        """Today's agenda."""
        return dict(self.api.get("/v1/me/today"))

    def measure(self, slug: str, value: object) -> None:
        """Enter a test that a patient does alone."""
        self.api.post("/v1/me/measurements", {"id": str(uuid4()), "slug": slug, "value": value})

    def report_morning(self, pain: float, **answers: Any) -> Json:
        """The morning report; stiffness 0 for 0 minutes unless said otherwise."""
        told = {"stiffness": 0, "stiffness_minutes": 0, "limp": False} | answers
        body = {"id": str(uuid4()), "kind": "morning", "pain": pain, **told}
        return dict(self.api.post("/v1/me/check-ins", body))

    def log_session(self, performed_at: str, exercises: list[Json], **answers: Any) -> Json:
        """A session as it was done; no limp, swelling or giving way unless said otherwise."""
        told = {"limp": False, "swelling": 0, "instability": False} | answers
        body = {"id": str(uuid4()), "performed_at": performed_at, "zone": self.zone, "exercises": exercises, **told}
        return dict(self.api.post("/v1/me/sessions", body))


def done(
    item: Mapping[str, Any], *, pain: float, effort: float, load: float | None = None, reps: int | None = None
) -> Json:
    """One exercise of today's agenda logged as prescribed, or with fewer `reps` or another `load` in kg.

    A per-side exercise is logged side by side.
    """
    dose = item["dose"]
    amount = {"reps": "reps", "seconds": "hold_s", "steps": "steps", "metres": "metres", "minutes": "minutes"}
    carried = dict(dose["load"]) if load is None else {"kind": "kg", "value": load}
    one = {"target": dose["target"], amount[dose["unit"]]: reps or dose["target"], "load": carried, "pain": pain}
    sides = [{"side": side} for side in item["sides"]] or [{}]
    return {
        "prescription_id": item["prescription_id"],
        "dose_revision": item["dose_revision"],
        "rung": item["rung"]["index"],
        "sets": [{**one, **side} for _ in range(dose["sets"]) for side in sides],
        "rpe": effort,
        "form": "ok",
    }
