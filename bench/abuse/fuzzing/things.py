"""Fills a clinic with one thing of every kind that has an id, so that what is fuzzed is not an empty house."""

import io
import json
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from PIL import Image

from bench.abuse.fuzzing.people import Clinic
from bench.abuse.ground import ZONE
from hep_api.courses import course_at
from hep_api.media import adding
from hep_api.patients.service import invite_patient
from hep_api.plans.assigning import assign_plan
from hep_api.plans.clinician import Desk
from hep_api.plans.schemas import AssignIn
from hep_api.ports import LinkLook, LinkState
from hep_api.store import alerts, care, conflicts, decisions, emergencies, facts
from hep_api.store.db import acting, write
from hep_api.store.scope import Role, Scope
from hep_api.team import service as team
from hep_api.web.content import installed_catalogue

MORE, INVITES = 2, 6
PAINFUL = 9


class NoLinks:
    """Looks at no link."""

    def look(self, url: str) -> LinkLook:
        """Nobody knows."""
        return LinkLook(LinkState.DOUBTFUL, why=f"{url} was not looked at.")


def fill(clinic: Clinic) -> None:
    """A plan, a team that covers, invites, a review to come, a conflict and a picture."""
    with clinic.app.app_context(), acting(clinic.therapist):
        for patient in (clinic.patient, *(clinic.admit() for _ in range(MORE))):
            _treat(clinic, patient)
        _staff(clinic)
        _invite(clinic)
        _show(clinic)
        crossing = conflicts.Crossing(
            clinic.patient.subject_id, "patient", clinic.patient.subject_id,
            stands={"name": clinic.mark}, set_aside={"name": f"{clinic.mark} too"},
        )  # fmt: skip
        with write():
            clinic.note(conflict_id=conflicts.keep_both(clinic.therapist, crossing, clinic.began_at))


def train(clinic: Clinic, url: str) -> None:
    """Over HTTP: sessions of which the last hurts, a morning, a device; then their ids, and those of what followed."""
    phone = clinic.sign_in(clinic.patient)
    for days, pain in ((3, 1), (2, 1), (1, PAINFUL)):
        _send(f"{url}/v1/me/sessions", phone, _session(clinic, days, pain))
    _send(f"{url}/v1/me/check-ins", phone, {"id": str(uuid4()), "kind": "morning", "pain": 2, "note": clinic.mark})
    device_id = str(uuid4())
    device = {"kind": "fcm_token", "value": clinic.mark * 4, "platform": "android", "app_version": "1.0"}
    _send(f"{url}/v1/me/devices/{device_id}", phone, device, "PUT")
    clinic.note(device_id=device_id)
    with clinic.app.app_context(), acting(clinic.therapist):
        _note_course(clinic)


def _note_course(clinic: Clinic) -> None:
    patient = clinic.patient.subject_id
    course = course_at(clinic.patient, patient, datetime.now(UTC))
    clinic.note_all("lock_id", (lock.id for lock in course.locks))
    clinic.note_all("alert_id", (row.id for row in alerts.list_alerts(clinic.therapist)))
    told = [row for row in facts.list_facts(clinic.patient, patient) if row.kind in ("session", "morning")]
    clinic.note_all("session_id", (row.id for row in told))
    clinic.note_all("corrects", (row.id for row in told))
    for plan in course.plans:
        clinic.note_all("prescription_id", (slot.id for slot in plan.slots[:4]))
        clinic.note_all("decision_id", (row.key for row in decisions.list_decisions(clinic.patient, plan.id)))


def _treat(clinic: Clinic, patient: Scope) -> None:
    asked = {
        "id": str(uuid4()), "protocol_id": "hip_strength", "started_on": f"{clinic.began_at:%Y-%m-%d}", "side": "none",
        "autonomy": "suggest", "morning_baseline": 1,
    }  # fmt: skip
    desk = Desk(clinic.therapist, installed_catalogue(), "en", clinic.began_at)
    assign_plan(desk, patient.subject_id, AssignIn().load(asked))
    course = course_at(patient, patient.subject_id, clinic.began_at + timedelta(seconds=1))
    clinic.note(plan_id=course.plans[0].id)


def _session(clinic: Clinic, days_ago: int, pain: int) -> dict[str, Any]:
    with clinic.app.app_context(), acting(clinic.therapist):
        slot = course_at(clinic.patient, clinic.patient.subject_id, datetime.now(UTC)).plans[0].slots[0]
    one = {"target": slot.dose.target, "reps": slot.dose.target, "pain": pain}
    done = {"prescription_id": str(slot.id), "dose_revision": 1, "rung": slot.rung, "sets": [one] * slot.dose.sets}
    at = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    return {
        "id": str(uuid4()), "performed_at": at, "zone": ZONE, "exercises": [{**done, "rpe": 6, "form": "ok"}],
        "limp": False, "swelling": 0, "instability": False, "note": clinic.mark,
    }  # fmt: skip


def _staff(clinic: Clinic) -> None:
    colleague = clinic.employ(clinic.id, Role.THERAPIST, two_factors=False)
    clinic.employ(clinic.id, Role.ADMIN, two_factors=False)
    now, patient_id = clinic.began_at, clinic.patient.subject_id
    until = datetime.now(UTC) + timedelta(days=1)
    with write():
        cover = care.begin_care(
            clinic.therapist, patient_id, colleague.subject_id, now, kind=care.Care.COVERING, until=until
        )
    clinic.note(cover_id=cover.id)
    stranger = clinic.employ(clinic.id, Role.THERAPIST, two_factors=False)
    with write():
        opened = emergencies.open_patient(stranger, patient_id, f"Found by {clinic.mark}", now, until)
    clinic.note(emergency_id=opened.id)


def _invite(clinic: Clinic) -> None:
    at = datetime.now(UTC)
    for number in range(INVITES):
        code = invite_patient(clinic.settings, clinic.therapist, clinic.admit().subject_id, at).code
        given = {"email": f"{clinic.mark.lower()}.{number}@new.example", "name": clinic.mark, "role": "therapist"}
        made = team.invite(clinic.settings, clinic.admin, {**given, "locale": "en"}, at)
        clinic.note_all("code", (code, made["code"]))
        clinic.note(invite_id=made["id"])


def _show(clinic: Clinic) -> None:
    written = io.BytesIO()
    Image.new("RGB", (16, 12), (200, 30, 30)).save(written, "JPEG")
    desk = adding.Desk(clinic.therapist, installed_catalogue(), NoLinks(), clinic.began_at)
    given = {
        "id": uuid4(), "rung_id": None, "alt_en": clinic.mark, "alt_es": "", "caption_en": "", "caption_es": "",
        "licence": "own", "credit": clinic.mark, "position": 0, "file": written.getvalue(),
    }  # fmt: skip
    row, _ = adding.add_upload(desk, "clamshell", given)
    clinic.note(media_id=row.id)


def _send(url: str, token: str, body: dict[str, Any], method: str = "POST") -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    asked = urllib.request.Request(url, json.dumps(body).encode(), headers, method=method)  # noqa: S310 - loopback
    with urllib.request.urlopen(asked, timeout=30):  # noqa: S310 - loopback
        pass
