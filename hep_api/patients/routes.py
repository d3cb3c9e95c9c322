"""Patients, for the therapists who care for them."""

from typing import Any
from uuid import UUID

from flask import Response

from hep_api import clock
from hep_api.patients import equipment, service, worklist
from hep_api.patients.schemas import (
    EquipmentIn,
    EquipmentToldOut,
    InviteOut,
    PatientChangeIn,
    PatientIn,
    PatientOut,
    WorkListIn,
    WorkListOut,
)
from hep_api.web.answers import reply
from hep_api.web.auth import audience, scope, settings
from hep_api.web.contract import Slice, conditional, may_name_version
from hep_api.web.etags import asked_version, version_tag
from hep_api.web.paging import page

slice_ = Slice("patients", __name__, description="Patients in the caller's care, most urgent first, and their invites.")
Answer = tuple[dict[str, Any], dict[str, str]]


@slice_.route("/v1/patients", methods=["POST"])
@audience("therapist", reach="care")
@slice_.arguments(PatientIn)
@slice_.response(201, PatientOut)
def add_patient(body: dict[str, Any]) -> Answer:
    """Add a patient, in the caller's care."""
    return _answer(service.add_patient(scope(), body, clock.now()))


@slice_.route("/v1/patients")
@audience("therapist", reach="care")
@slice_.arguments(WorkListIn, location="query")
@slice_.response(200, WorkListOut)
def list_patients(query: dict[str, Any]) -> dict[str, Any]:
    """The work-list: most urgent first, with pain, adherence, phase and last signs of life."""
    lines = service.list_work(scope(), text=query["text"], archived=query["archived"])
    items, next_cursor = page(lines, worklist.order, query.get("cursor"), query["limit"])
    return {"items": items, "next_cursor": next_cursor}


@slice_.route("/v1/patients/<uuid:patient_id>")
@audience("therapist", reach="care")
@slice_.response(200, PatientOut)
def read_patient(patient_id: UUID) -> Answer:
    """One patient; the ETag is the version."""
    return _answer(service.get_patient(scope(), patient_id))


@slice_.route("/v1/patients/<uuid:patient_id>", methods=["PATCH"])
@audience("therapist", reach="care")
@slice_.arguments(PatientChangeIn, required=False)
@slice_.response(200, PatientOut)
@conditional
@may_name_version
def change_patient(body: dict[str, Any], patient_id: UUID) -> Answer:
    """Change a patient; If-Match is honoured when it is sent."""
    version = asked_version(required=False)
    return _answer(service.change_patient(scope(), patient_id, body, version, clock.now()))


@slice_.route("/v1/patients/<uuid:patient_id>/equipment", methods=["PUT"])
@audience("therapist", reach="care")
@slice_.arguments(EquipmentIn)
@slice_.response(201, EquipmentToldOut)
@slice_.alt_response(200, schema=EquipmentToldOut, description="The first answer to this id, again")
@slice_.alt_response(409, "CONFLICT")
def tell_equipment(body: dict[str, Any], patient_id: UUID) -> Response:
    """Say what a patient has at hand, and the smallest step between weights; the next increase of load keeps to it."""
    recorded = equipment.tell_equipment(scope(), patient_id, body, clock.now())
    return reply(recorded.answer, created=recorded.created)


@slice_.route("/v1/patients/<uuid:patient_id>/invites", methods=["POST"])
@audience("therapist", reach="care")
@slice_.response(201, InviteOut)
def invite_patient(patient_id: UUID) -> service.Invite:
    """Invite the patient's phone: a code, a link and a QR code. Older open invites stop working."""
    return service.invite_patient(settings(), scope(), patient_id, clock.real_now())


def _answer(row: Any) -> Answer:
    plain = {
        name: getattr(row, name) for name in ("id", "name", "birth_year", "zone", "locale", "version", "created_at")
    }
    told = equipment.find_equipment(scope(), row.id)
    return {**plain, "archived": row.archived_at is not None, "equipment": told}, version_tag(row.version)
