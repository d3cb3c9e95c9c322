"""Bodies that name something by id: what the matrix of foreign ids sends to each route; a new field is added here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from hep_api import clock
from hep_api.courses import course_at
from hep_api.store import decisions
from tests.builders.clinics import Clinic
from tests.builders.plans import assign_plan
from tests.builders.told import Told

Body = dict[str, Any]


@dataclass(frozen=True)
class Belongings:
    """What a patient in treatment has: a plan that a session has stopped."""

    clinic: Clinic
    plan_id: UUID
    prescription_id: UUID
    fact_id: UUID
    lock_id: UUID
    decision_id: UUID


def belongings(clinic: Clinic) -> Belongings:
    """A plan with a session so painful that everything stops."""
    told = Told(clinic, assign_plan(clinic))
    slot = told.slot("clamshell")
    fact_id = told.session(clock.now(), pain=9)
    course = course_at(clinic.patient, clinic.patient.subject_id, clock.now())
    decided = decisions.list_decisions(clinic.patient, told.plan_id)[0]
    return Belongings(clinic, told.plan_id, slot.id, fact_id, course.locks[0].id, decided.key)


def session(mine: Belongings, **named: Any) -> Body:
    done = {
        "prescription_id": str(mine.prescription_id), "dose_revision": 1, "rung": 0, "rpe": 6, "form": "ok",
        "sets": [{"target": 10, "reps": 10, "pain": 1}],
    }  # fmt: skip
    exercise = done | {"prescription_id": named.pop("prescription_id", done["prescription_id"])}
    return {
        "id": str(uuid4()), "performed_at": clock.now().isoformat(), "zone": "Europe/Madrid", "exercises": [exercise],
        "limp": False, "swelling": 0, "instability": False, **named,
    }  # fmt: skip


def morning(**named: Any) -> Body:
    return {"id": str(uuid4()), "kind": "morning", "pain": 1, "stiffness": 0, "stiffness_minutes": 0, **named}


def after(**named: Any) -> Body:
    return {"id": str(uuid4()), "kind": "after", "pain": 1, "settle_minutes": 10, **named}


def measurement(**named: Any) -> Body:
    return {"id": str(uuid4()), "slug": "stairs-pain", "value": 2, **named}


def screen(**named: Any) -> Body:
    return {"id": str(uuid4()), "answers": {"RF01": False}, "version": "1", **named}


def pause(**named: Any) -> Body:
    today = f"{clock.now():%Y-%m-%d}"
    return {"id": str(uuid4()), "from_on": today, "until_on": None, "reason": "travel", **named}


def withdrawal(mine: Belongings, **named: Any) -> Body:
    return {"id": str(uuid4()), "corrects": str(mine.fact_id), **named}


def act(verb: str, **named: Any) -> Body:
    return {"id": str(uuid4()), "verb": verb, "reason": "To see", **named}


def adjust(mine: Belongings, **named: Any) -> Body:
    change = {"prescription_id": named.pop("prescription_id", str(mine.prescription_id)), "active": False}
    return {"id": str(uuid4()), "reason": "Too much", "prescriptions": [change], **named}


def assign(**named: Any) -> Body:
    return {
        "id": str(uuid4()), "protocol_id": "pfp", "started_on": f"{clock.now():%Y-%m-%d}", "side": "left", **named,
    }  # fmt: skip


def batch(kind: str, body: Body) -> Body:
    return {"facts": [body if "kind" in body else {"kind": kind, **body}]}


Make = Callable[[Belongings, str], Body]
"""A valid body of somebody with such belongings, that names this id in one place."""

PLAN, PATIENT = "/v1/plans/{plan_id}", "/v1/patients/{patient_id}"
NAMED: Mapping[tuple[str, str, str], Make] = {
    ("PUT", f"{PATIENT}/equipment", "EquipmentIn.id"): lambda _, x: {"id": x, "equipment": ["mat"], "load_step_kg": 1},
    ("POST", f"{PATIENT}/plans", "AssignIn.id"): lambda _, x: assign(id=x),
    ("PUT", f"{PATIENT}/pauses", "PauseIn.id"): lambda _, x: pause(id=x),
    ("PATCH", PLAN, "AdjustIn.id"): lambda mine, x: adjust(mine, id=x),
    ("PATCH", PLAN, "PrescriptionChangeIn.prescription_id"): lambda mine, x: adjust(mine, prescription_id=x),
    ("POST", f"{PLAN}/actions", "ActIn.id"): lambda _, x: act("hold", id=x),
    ("POST", f"{PLAN}/actions", "ActIn.lock_id"): lambda _, x: act("unlock", lock_id=x),
    ("POST", f"{PLAN}/actions", "ActIn.decision_id"): lambda _, x: act("accept", decision_id=x, revision=1),
    ("POST", f"{PLAN}/measurements", "TestIn.id"): lambda _, x: measurement(id=x),
    ("POST", "/v1/alerts/{alert_id}/acknowledge", "AcknowledgeIn.id"): lambda _, x: {
        "id": x, "reason": "Called the patient", "outcome": "cleared",
    },
    ("POST", "/v1/me/sessions", "SessionIn.id"): lambda mine, x: session(mine, id=x),
    ("POST", "/v1/me/sessions", "SessionIn.plan_id"): lambda mine, x: session(mine, plan_id=x),
    ("POST", "/v1/me/sessions", "SessionIn.corrects"): lambda mine, x: session(mine, corrects=x),
    ("POST", "/v1/me/sessions", "ExerciseIn.prescription_id"): lambda mine, x: session(mine, prescription_id=x),
    ("POST", "/v1/me/check-ins", "MorningIn.id"): lambda _, x: morning(id=x),
    ("POST", "/v1/me/check-ins", "MorningIn.corrects"): lambda _, x: morning(corrects=x),
    ("POST", "/v1/me/check-ins", "AfterIn.id"): lambda _, x: after(id=x),
    ("POST", "/v1/me/check-ins", "AfterIn.session_id"): lambda _, x: after(session_id=x),
    ("POST", "/v1/me/screens", "ScreenIn.id"): lambda _, x: screen(id=x),
    ("POST", "/v1/me/measurements", "OwnMeasurementIn.id"): lambda mine, x: measurement(
        id=x, plan_id=str(mine.plan_id)
    ),
    ("POST", "/v1/me/measurements", "OwnMeasurementIn.plan_id"): lambda _, x: measurement(plan_id=x),
    ("PUT", "/v1/me/pauses", "PauseIn.id"): lambda _, x: pause(id=x),
    ("POST", "/v1/me/withdrawals", "WithdrawalIn.id"): lambda mine, x: withdrawal(mine, id=x),
    ("POST", "/v1/me/withdrawals", "WithdrawalIn.corrects"): lambda mine, x: withdrawal(mine, corrects=x),
    ("POST", "/v1/me/sync", "BatchedWithdrawalIn.id"): lambda mine, x: batch("withdrawal", withdrawal(mine, id=x)),
    ("POST", "/v1/me/sync", "BatchedWithdrawalIn.corrects"): lambda mine, x: batch(
        "withdrawal", withdrawal(mine, corrects=x)
    ),
    ("POST", "/v1/me/sync", "BatchedSessionIn.id"): lambda mine, x: batch("session", session(mine, id=x)),
    ("POST", "/v1/me/sync", "BatchedSessionIn.plan_id"): lambda mine, x: batch("session", session(mine, plan_id=x)),
    ("POST", "/v1/me/sync", "BatchedSessionIn.corrects"): lambda mine, x: batch("session", session(mine, corrects=x)),
    ("POST", "/v1/me/sync", "ExerciseIn.prescription_id"): lambda mine, x: batch(
        "session", session(mine, prescription_id=x)
    ),
    ("POST", "/v1/me/sync", "MorningIn.id"): lambda _, x: batch("morning", morning(id=x)),
    ("POST", "/v1/me/sync", "MorningIn.corrects"): lambda _, x: batch("morning", morning(corrects=x)),
    ("POST", "/v1/me/sync", "AfterIn.id"): lambda _, x: batch("after", after(id=x)),
    ("POST", "/v1/me/sync", "AfterIn.session_id"): lambda _, x: batch("after", after(session_id=x)),
    ("POST", "/v1/me/sync", "BatchedScreenIn.id"): lambda _, x: batch("screen", screen(id=x)),
    ("POST", "/v1/me/sync", "BatchedOwnMeasurementIn.id"): lambda mine, x: batch(
        "measurement", measurement(id=x, plan_id=str(mine.plan_id))
    ),
    ("POST", "/v1/me/sync", "BatchedOwnMeasurementIn.plan_id"): lambda _, x: batch(
        "measurement", measurement(plan_id=x)
    ),
    ("POST", "/v1/me/sync", "BatchedPauseIn.id"): lambda _, x: batch("pause", pause(id=x)),
}  # fmt: skip

FOREIGN: Mapping[str, Callable[[Belongings], UUID]] = {
    "corrects": lambda theirs: theirs.fact_id,
    "session_id": lambda theirs: theirs.fact_id,
    "plan_id": lambda theirs: theirs.plan_id,
    "prescription_id": lambda theirs: theirs.prescription_id,
    "lock_id": lambda theirs: theirs.lock_id,
    "decision_id": lambda theirs: theirs.decision_id,
}
"""What somebody else has, by what a field calls it."""

ELSEWHERE: Mapping[str, str] = {
    "RoleIn.hand_to": "a colleague: tests/team/test_team.py",
    "RemovalIn.hand_to": "a colleague: tests/team/test_team.py",
    "CoverIn.staff_id": "a colleague: tests/care/test_covers.py",
    "CaregiverIn.caregiver_id": "who acts for somebody within reach: tests/caregivers/test_caregivers.py",
    "LinkIn.id": "what a clinic adds to its shelf: tests/media/test_links.py",
    "UploadIn.id": "the same: tests/media/test_uploading.py",
    "LoginIn.device_id": "the device's own, which names nothing: tests/identity/test_sign_ins.py",
    "ChallengeIn.device_id": "the same",
    "RedeemIn.device_id": "the same",
    "RefreshIn.device_id": "the same",
}
"""Ids in bodies that name nothing of a patient, and what they name instead: asked where it is at home."""
