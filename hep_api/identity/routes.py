"""The door."""

from typing import Any
from uuid import UUID

from flask import Response, request

from hep_api import clock
from hep_api.identity import acting, breaking_glass, joining, service
from hep_api.identity.invitation import HEADERS, SCRIPT, invitation
from hep_api.identity.schemas import (
    ActablesOut,
    BreakGlassIn,
    BrokenGlassOut,
    JoinedOut,
    JoinIn,
    LoginIn,
    MeOut,
    RedeemIn,
    RefreshIn,
    TokensOut,
)
from hep_api.web import throttle
from hep_api.web.auth import EVERYBODY, audience, caller, scope, settings
from hep_api.web.contract import Slice
from hep_api.web.schemas import LOCALES

slice_ = Slice("identity", __name__, description="Signing in, pairing a phone, and who I am.")


@slice_.route("/v1/auth/login", methods=["POST"])
@audience("anyone", reach="door")
@throttle.tries_from_one_place
@throttle.tries_at_one_account
@slice_.arguments(LoginIn)
@slice_.response(200, TokensOut)
def login(body: dict[str, Any]) -> service.Tokens:
    """Sign in with e-mail and password."""
    return service.login(settings(), body["email"], body["password"], clock.real_now())


@slice_.route("/v1/auth/redeem", methods=["POST"])
@audience("anyone", reach="door")
@throttle.tries_from_one_place
@slice_.arguments(RedeemIn)
@slice_.response(200, TokensOut)
def redeem_invite(body: dict[str, Any]) -> service.Tokens:
    """Pair the phone of a patient, or of a caregiver, with an invite code.

    A code opens once. The patient's birth year is asked when the clinic knows it.
    """
    return service.redeem(settings(), body["code"], body["birth_year"], clock.real_now())


@slice_.route("/v1/auth/join", methods=["POST"])
@audience("anyone", reach="door")
@throttle.tries_from_one_place
@slice_.arguments(JoinIn)
@slice_.response(201, JoinedOut)
def join_clinic(body: dict[str, Any]) -> dict[str, Any]:
    """Open the account that a staff invite was for, with a password; then sign in. A code opens once."""
    return joining.join(settings(), body["code"], body["password"], clock.real_now())


@slice_.route("/redeem")
@audience("anyone", reach="nothing")
@slice_.doc(responses={"200": {"description": "OK", "content": {"text/html": {"schema": {"type": "string"}}}}})
def show_invitation() -> Response:
    """The page behind an invite's link, for people: it shows the code to type into the app and redeems nothing."""
    language = request.accept_languages.best_match(LOCALES, LOCALES[0])
    headers = {**HEADERS, "Content-Language": language}
    return Response(invitation(language), content_type="text/html; charset=utf-8", headers=headers)


@slice_.route("/redeem.js")
@audience("anyone", reach="nothing")
@slice_.doc(responses={"200": {"description": "OK", "content": {"text/javascript": {"schema": {"type": "string"}}}}})
def read_invitation_script() -> Response:
    """What that page shows the code with, out of the part of its address that reaches no server."""
    return Response(SCRIPT, content_type="text/javascript; charset=utf-8", headers=HEADERS)


@slice_.route("/v1/auth/refresh", methods=["POST"])
@audience("anyone", reach="door")
@throttle.renewals_from_one_place
@slice_.arguments(RefreshIn)
@slice_.response(200, TokensOut)
def refresh_tokens(body: dict[str, Any]) -> service.Tokens:
    """Exchange a refresh token for new tokens.

    Keep the new refresh token before using the new access token. If the reply was lost, send the same one again
    within a minute.
    """
    return service.refresh(settings(), body["refresh_token"], clock.real_now())


@slice_.route("/v1/auth/logout", methods=["POST"])
@audience(*EVERYBODY, reach="self")
@slice_.response(204)
def logout() -> None:
    """End this device's sign-in; other devices stay signed in."""
    service.logout(scope(), clock.real_now())


@slice_.route("/v1/me")
@audience(*EVERYBODY, reach="self")
@slice_.response(200, MeOut)
def read_me() -> dict[str, Any]:
    """Who I am."""
    me = caller()
    return {
        "id": me.scope.acts,
        "name": me.name,
        "roles": [me.scope.role.value],
        "clinic": {"id": me.scope.clinic_id, "name": me.clinic_name},
        "locale": me.locale,
        "zone": me.zone,
        "acts_for": {"id": me.scope.subject_id, "name": me.acts_for} if me.acts_for else None,
    }


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
