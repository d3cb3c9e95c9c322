"""The caller's own ways in: sign-ins, password and second factor."""

from typing import Any
from uuid import UUID

from hep_api import clock
from hep_api.identity import new_passwords, second_factor, sign_ins
from hep_api.identity.schemas import (
    AskedOut,
    ConfirmIn,
    PasswordIn,
    ProofIn,
    RecoveryCodesOut,
    ResetIn,
    ResetWishIn,
    SecondFactorOut,
    SecretOut,
    SignInsOut,
)
from hep_api.web import throttle
from hep_api.web.auth import EVERYBODY, STAFF, audience, scope, settings
from hep_api.web.contract import Slice
from hep_api.web.places import source_hash

slice_ = Slice("keys", __name__, description="My sign-ins, my password and my second factor.")


@slice_.route("/v1/me/sign-ins")
@audience(*EVERYBODY, reach="self")
@slice_.response(200, SignInsOut)
def list_sign_ins() -> dict[str, Any]:
    """Where I am signed in, newest first: as a caregiver for any patient, as a patient without my caregivers."""
    return sign_ins.list_sign_ins(scope(), clock.real_now(), clock.now())


@slice_.route("/v1/me/sign-ins", methods=["DELETE"])
@audience(*EVERYBODY, reach="self", before_second_factor=True)
@slice_.response(204)
def end_every_sign_in() -> None:
    """Sign out everywhere, here included; pushes to those devices end as well."""
    sign_ins.end_every_sign_in(scope(), clock.real_now())


@slice_.route("/v1/me/sign-ins/<uuid:sign_in_id>", methods=["DELETE"])
@audience(*EVERYBODY, reach="self")
@slice_.response(204)
def end_sign_in(sign_in_id: UUID) -> None:
    """End one sign-in, such as that of a lost phone; it opens nothing from this moment on."""
    sign_ins.end_sign_in(scope(), sign_in_id, clock.real_now(), clock.now())


@slice_.route("/v1/auth/password-reset", methods=["POST"])
@audience("anyone", reach="door")
@throttle.tries_from_one_place
@slice_.arguments(ResetWishIn)
@slice_.response(202, AskedOut)
def ask_for_reset(body: dict[str, Any]) -> dict[str, str]:
    """Ask for a link that sets a new password; the answer is the same whether anybody has this address."""
    new_passwords.ask_for_reset(body["email"], clock.real_now())
    return {"message": "If somebody signs in with this address, an e-mail is on its way."}


@slice_.route("/v1/auth/password-reset/confirm", methods=["POST"])
@audience("anyone", reach="door")
@throttle.tries_from_one_place
@slice_.arguments(ResetIn)
@slice_.response(204)
@slice_.alt_response(401, "UNAUTHORIZED")
def reset_password(body: dict[str, Any]) -> None:
    """Set a new password by the e-mailed link, which works once. Every sign-in ends."""
    new_passwords.reset_password(body["token"], body["password"], source_hash(), clock.real_now())


@slice_.route("/v1/me/password", methods=["POST"])
@audience(*STAFF, reach="self", before_second_factor=True)
@throttle.proofs_of_one_sign_in
@slice_.arguments(PasswordIn)
@slice_.response(204)
def change_password(body: dict[str, Any]) -> None:
    """Choose another password. My other sign-ins end.

    At least 15 characters, or 8 with a second factor; no other rule, but it must not be easy to guess.
    """
    new_passwords.change_password(settings(), scope(), body, clock.real_now())


@slice_.route("/v1/me/second-factor")
@audience(*STAFF, reach="self", before_second_factor=True)
@slice_.response(200, SecondFactorOut)
def read_second_factor() -> dict[str, Any]:
    """Whether I have a second factor, and how many recovery codes are left."""
    return second_factor.describe(scope())


@slice_.route("/v1/me/second-factor", methods=["POST"])
@audience(*STAFF, reach="self", before_second_factor=True)
@throttle.proofs_of_one_sign_in
@slice_.arguments(ProofIn)
@slice_.response(200, SecretOut)
def set_up_second_factor(body: dict[str, Any]) -> second_factor.Shown:
    """Show a new secret for an authenticator app. It counts from when it is confirmed, within a quarter of an hour."""
    return second_factor.set_up(settings(), scope(), body["password"], body["code"], clock.real_now())


@slice_.route("/v1/me/second-factor/confirm", methods=["POST"])
@audience(*STAFF, reach="self", before_second_factor=True)
@throttle.proofs_of_one_sign_in
@slice_.arguments(ConfirmIn)
@slice_.response(200, RecoveryCodesOut)
@slice_.alt_response(409, "CONFLICT")
def confirm_second_factor(body: dict[str, Any]) -> dict[str, Any]:
    """Show that the app has the secret. From now on it is asked for; my other sign-ins end."""
    return {"recovery_codes": second_factor.confirm(settings(), scope(), body["code"], clock.real_now())}


@slice_.route("/v1/me/second-factor/recovery-codes", methods=["POST"])
@audience(*STAFF, reach="self")
@throttle.proofs_of_one_sign_in
@slice_.arguments(ProofIn)
@slice_.response(200, RecoveryCodesOut)
@slice_.alt_response(409, "CONFLICT")
def renew_recovery_codes(body: dict[str, Any]) -> dict[str, Any]:
    """New recovery codes; those before open nothing any more."""
    codes = second_factor.renew_recovery_codes(settings(), scope(), body["password"], body["code"], clock.real_now())
    return {"recovery_codes": codes}


@slice_.route("/v1/me/second-factor/off", methods=["POST"])
@audience(*STAFF, reach="self")
@throttle.proofs_of_one_sign_in
@slice_.arguments(ProofIn)
@slice_.response(204)
@slice_.alt_response(409, "CONFLICT")
def turn_off_second_factor(body: dict[str, Any]) -> None:
    """Do without a second factor, where the clinic allows it."""
    second_factor.turn_off(settings(), scope(), body["password"], body["code"], clock.real_now())
