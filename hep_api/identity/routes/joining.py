"""Further ways in: opening an invited colleague's account, an emergency, and for whom a caregiver acts."""

from typing import Any
from uuid import UUID

from hep_api import clock
from hep_api.identity import acting, breaking_glass, joining, service
from hep_api.identity.schemas import (
    ActablesOut,
    BreakGlassIn,
    BrokenGlassOut,
    JoinedOut,
    JoinIn,
    TokensOut,
)
from hep_api.web import throttle
from hep_api.web.auth import audience, scope, settings
from hep_api.web.contract import Slice

slice_ = Slice("joining", __name__, description="Joining a clinic, emergencies, and acting for a patient.")


@slice_.route("/v1/auth/join", methods=["POST"])
@audience("anyone", reach="door")
@throttle.tries_from_one_place
@slice_.arguments(JoinIn)
@slice_.response(201, JoinedOut)
@slice_.alt_response(401, "UNAUTHORIZED")
def join_clinic(body: dict[str, Any]) -> dict[str, Any]:
    """Open the account that a staff invite was for, with a password; then sign in. A code opens once.

    At least 15 characters; no other rule, but it must not be easy to guess.
    """
    return joining.join(settings(), body["code"], body["password"], clock.real_now())


@slice_.route("/v1/emergencies", methods=["POST"])
@audience("therapist", reach="clinic")
@throttle.tries_from_one_place
@slice_.arguments(BreakGlassIn)
@slice_.response(201, BrokenGlassOut)
@slice_.alt_response(404, "NOT_FOUND")
@slice_.alt_response(409, "CONFLICT")
def break_glass(body: dict[str, Any]) -> dict[str, Any]:
    """Open a patient of a colleague in an emergency, for some hours, with a sign-in of its own.

    The admins and those who care for the patient are told, everything done under it is marked, an admin reviews it.
    """
    return breaking_glass.break_glass(settings(), scope(), body, now=clock.now(), real_now=clock.real_now())


@slice_.route("/v1/me/patients")
@audience("caregiver", reach="care")
@slice_.response(200, ActablesOut)
def list_acted_for() -> dict[str, Any]:
    """For whom I may act; a sign-in acts for one of them."""
    return {"items": acting.list_acted_for(scope(), clock.now())}


@slice_.route("/v1/me/patients/<uuid:patient_id>/sign-in", methods=["POST"])
@audience("caregiver", reach="care")
@slice_.response(200, TokensOut)
def act_for(patient_id: UUID) -> service.Tokens:
    """A sign-in of its own for another of my patients; this one goes on for its own patient."""
    return acting.act_for(settings(), scope(), patient_id, clock.now(), clock.real_now())
