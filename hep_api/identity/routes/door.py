"""The door."""

from typing import Any

from hep_api import clock
from hep_api.identity import service
from hep_api.identity.schemas import ChallengeIn, LoginIn, MeOut, RedeemIn, RefreshIn, TokensOut
from hep_api.web import throttle
from hep_api.web.auth import EVERYBODY, audience, caller, scope, settings
from hep_api.web.contract import Slice
from hep_api.web.places import device_hash, place_of

slice_ = Slice("identity", __name__, description="Signing in, pairing a phone, and who I am.")


@slice_.route("/v1/auth/login", methods=["POST"])
@audience("anyone", reach="door")
@throttle.tries_from_one_place
@throttle.tries_by_strangers
@throttle.tries_at_one_account
@slice_.arguments(LoginIn)
@slice_.response(200, TokensOut)
@slice_.alt_response(401, "UNAUTHORIZED")
def login(body: dict[str, Any]) -> service.Tokens:
    """Sign in with e-mail and password, and a code of the second factor if there is one.

    Without that code, 401 `second_factor_required` carries a `challenge` to send to /v1/auth/second-factor.
    """
    at = clock.real_now()
    return service.login(settings(), body["email"], body["password"], at, code=body["code"], place=place_of(body))


@slice_.route("/v1/auth/second-factor", methods=["POST"])
@audience("anyone", reach="door")
@throttle.tries_from_one_place
@throttle.tries_by_strangers
@throttle.tries_at_one_account
@slice_.arguments(ChallengeIn)
@slice_.response(200, TokensOut)
@slice_.alt_response(401, "UNAUTHORIZED")
def answer_challenge(body: dict[str, Any]) -> service.Tokens:
    """The second step of signing in: the challenge, and a code of the authenticator app or a recovery code."""
    return service.answer_challenge(settings(), body["challenge"], body["code"], place_of(body), clock.real_now())


@slice_.route("/v1/auth/redeem", methods=["POST"])
@audience("anyone", reach="door")
@throttle.tries_from_one_place
@slice_.arguments(RedeemIn)
@slice_.response(200, TokensOut)
@slice_.alt_response(401, "UNAUTHORIZED")
def redeem_invite(body: dict[str, Any]) -> service.Tokens:
    """Pair the phone of a patient, or of a caregiver, with an invite code.

    A code opens once. The patient's birth year is asked when the clinic knows it.
    """
    return service.redeem(settings(), body["code"], body["birth_year"], clock.real_now(), place_of(body))


@slice_.route("/v1/auth/refresh", methods=["POST"])
@audience("anyone", reach="door")
@throttle.renewals_from_one_place
@slice_.arguments(RefreshIn)
@slice_.response(200, TokensOut)
@slice_.alt_response(401, "UNAUTHORIZED")
def refresh_tokens(body: dict[str, Any]) -> service.Tokens:
    """Exchange a refresh token for new tokens.

    Keep the new refresh token before using the new access token. If the reply was lost, send the same one again
    within a minute.
    """
    return service.refresh(settings(), body["refresh_token"], clock.real_now(), device_hash(body))


@slice_.route("/v1/auth/logout", methods=["POST"])
@audience(*EVERYBODY, reach="self", before_second_factor=True)
@slice_.response(204)
def logout() -> None:
    """End this device's sign-in; other devices stay signed in."""
    service.logout(scope(), clock.real_now())


@slice_.route("/v1/me")
@audience(*EVERYBODY, reach="self", before_second_factor=True)
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
        "second_factor": me.second_factor,
    }
