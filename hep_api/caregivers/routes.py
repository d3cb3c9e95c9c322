"""Caregivers, for therapists who invite and end them and for the patients they act for."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from hep_api import clock
from hep_api.caregivers import service
from hep_api.caregivers.schemas import CaregiverIn, CaregiverInviteOut, CaregiversOut
from hep_api.web.auth import audience, scope, settings
from hep_api.web.contract import Slice

slice_ = Slice("caregivers", __name__, description="Who may act for a patient, and until when.")


@slice_.route("/v1/patients/<uuid:patient_id>/caregivers")
@audience("therapist", reach="care")
@slice_.response(200, CaregiversOut)
def list_caregivers(patient_id: UUID) -> dict[str, Any]:
    """Who may act for a patient now."""
    return {"items": service.list_caregivers(scope(), patient_id, clock.now())}


@slice_.route("/v1/patients/<uuid:patient_id>/caregivers", methods=["POST"])
@audience("therapist", reach="care")
@slice_.arguments(CaregiverIn)
@slice_.response(201, CaregiverInviteOut)
def invite_caregiver(body: dict[str, Any], patient_id: UUID) -> dict[str, Any]:
    """Let somebody act for a patient: read today and the plan, and report as the patient would.

    Whoever may be under 18 has no caregiver without an end, at the latest the 18th birthday.
    """
    return service.invite(settings(), scope(), patient_id, body, now=clock.now(), real_now=clock.real_now())


@slice_.route("/v1/patients/<uuid:patient_id>/caregivers/<uuid:caregiver_id>/invites", methods=["POST"])
@audience("therapist", reach="care")
@slice_.response(201, CaregiverInviteOut)
def invite_caregiver_again(patient_id: UUID, caregiver_id: UUID) -> dict[str, Any]:
    """Another code, such as for a new phone; older open ones stop working."""
    return service.invite_again(
        settings(), scope(), patient_id, caregiver_id, now=clock.now(), real_now=clock.real_now()
    )


@slice_.route("/v1/patients/<uuid:patient_id>/caregivers/<uuid:caregiver_id>", methods=["DELETE"])
@audience("therapist", reach="care")
@slice_.response(204)
def end_caregiver(patient_id: UUID, caregiver_id: UUID) -> None:
    """Stop a caregiver from acting for a patient; the next request of their phones is turned away."""
    service.end(scope(), patient_id, caregiver_id, clock.now())


@slice_.route("/v1/me/caregivers")
@audience("patient", reach="self")
@slice_.response(200, CaregiversOut)
def list_my_caregivers() -> dict[str, Any]:
    """Who may act for me now."""
    return {"items": service.list_caregivers(scope(), scope().subject_id, clock.now())}


@slice_.route("/v1/me/caregivers/<uuid:caregiver_id>", methods=["DELETE"])
@audience("patient", reach="self")
@slice_.response(204)
@slice_.alt_response(HTTPStatus.CONFLICT, HTTPStatus.CONFLICT.name)
def end_my_caregiver(caregiver_id: UUID) -> None:
    """Stop somebody from acting for me; under 18 my clinic does that with me."""
    service.end(scope(), scope().subject_id, caregiver_id, clock.now())
