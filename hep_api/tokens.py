"""Access tokens, refresh tokens, challenges and codes; no HTTP and no database here."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

from hep_api.errors import Unauthenticated

ISSUER = "hep"
AUDIENCE = "hep-api"
CHALLENGE_AUDIENCE = "hep-second-factor"
CHALLENGE_MINUTES = 5
"""How long somebody whose password was right may look for the code of the second factor."""
ALGORITHM = "HS256"
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and capitals without 0 O 1 I L, which are read aloud and typed wrongly."""
CODE_GROUPS, CODE_GROUP = 3, 4


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What an access token says. It names a sign-in; whether that still holds is asked at every request."""

    clinic_id: UUID
    subject_id: UUID
    family_id: UUID
    patient: bool


def mint_access(secret: str, claims: AccessClaims, at: datetime, minutes: int) -> str:
    """A signed token that opens the API for some minutes of real time from `at`."""
    payload = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(claims.subject_id),
        "clinic": str(claims.clinic_id),
        "family": str(claims.family_id),
        "kind": "patient" if claims.patient else "staff",
        "iat": int(at.timestamp()),
        "exp": int((at + timedelta(minutes=minutes)).timestamp()),
    }
    return jwt.encode(payload, _key(secret, "access"), algorithm=ALGORITHM)


def read_access(secret: str, token: str, at: datetime) -> AccessClaims:
    """What a token says at the instant `at`; raises Unauthenticated when it is not ours, altered or expired."""
    try:
        payload: dict[str, Any] = jwt.decode(
            token,
            _key(secret, "access"),
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            # The instant comes from the caller, so that one clock decides.
            options={"require": ["exp", "sub", "aud", "iss"], "verify_exp": False, "verify_iat": False},
        )
        claims = AccessClaims(
            clinic_id=UUID(payload["clinic"]),
            subject_id=UUID(payload["sub"]),
            family_id=UUID(payload["family"]),
            patient={"patient": True, "staff": False}[payload["kind"]],
        )
        expires_at = int(payload["exp"])
    except (jwt.InvalidTokenError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise Unauthenticated("This access token is not valid.", code="token_invalid") from error
    if expires_at <= at.timestamp():
        raise Unauthenticated("This access token has expired; refresh it.", code="token_expired")
    return claims


@dataclass(frozen=True, slots=True)
class Challenge:
    """Whose password was right. `proof` is of the password hash, so that a changed password voids the challenge."""

    email: str
    staff_id: UUID
    proof: str


def mint_challenge(secret: str, challenge: Challenge, at: datetime) -> str:
    """A signed token that opens nothing by itself: it stands for a right password for CHALLENGE_MINUTES."""
    payload = {
        "aud": CHALLENGE_AUDIENCE,
        "sub": str(challenge.staff_id),
        "email": challenge.email,
        "proof": challenge.proof,
        "exp": int((at + timedelta(minutes=CHALLENGE_MINUTES)).timestamp()),
    }
    return jwt.encode(payload, _key(secret, "challenge"), algorithm=ALGORITHM)


def find_challenge(secret: str, token: str, at: datetime) -> Challenge | None:
    """What a challenge says at the instant `at`; None when it is not ours, altered or expired."""
    options: Any = {"require": ["exp", "sub", "aud"], "verify_exp": False}
    try:
        payload: dict[str, Any] = jwt.decode(
            token, _key(secret, "challenge"), algorithms=[ALGORITHM], audience=CHALLENGE_AUDIENCE, options=options
        )
        found = Challenge(str(payload["email"]), UUID(payload["sub"]), str(payload["proof"]))
        return found if int(payload["exp"]) > at.timestamp() else None
    except (jwt.InvalidTokenError, KeyError, ValueError, TypeError, AttributeError):
        return None


def mint_refresh() -> str:
    """A new opaque token, for refreshing a sign-in or for setting a password: 256 random bits."""
    return secrets.token_urlsafe(32)


def succeed_refresh(secret: str, token: str) -> str:
    """The one successor of a refresh token. Derived, so that a lost reply can be given again and none is stored."""
    digest = hmac.new(_key(secret, "refresh"), token.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_refresh(token: str) -> str:
    """What is stored of an opaque token: SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def mint_code() -> str:
    """A new invite code, XXXX-XXXX-XXXX: 59 random bits that can be read aloud."""
    return _grouped(secrets.choice(CODE_ALPHABET) for _ in range(CODE_GROUPS * CODE_GROUP))


def derive_code(secret: str, purpose: str, about: UUID) -> str:
    """The one code of a purpose and an id, as hard to guess as a new one.

    Derived, so that it can be e-mailed after it was made, and none is stored.
    """
    number, characters = int(keyed_hash(secret, f"code:{purpose}", str(about)), 16), []
    for _ in range(CODE_GROUPS * CODE_GROUP):
        number, place = divmod(number, len(CODE_ALPHABET))
        characters.append(CODE_ALPHABET[place])
    return _grouped(characters)


def hash_code(secret: str, code: str, purpose: str = "invite") -> str:
    """What is stored of an invite or recovery code: keyed, because a code is short.

    Case, spaces and dashes do not matter.
    """
    plain = "".join(character for character in code.upper() if character.isalnum())
    return keyed_hash(secret, purpose, plain)


def keyed_hash(secret: str, purpose: str, text: str) -> str:
    """A hash in hex that nobody without the installation's secret can compute: of codes, devices and addresses."""
    return hmac.new(_key(secret, purpose), text.encode(), hashlib.sha256).hexdigest()


def _grouped(characters: Iterable[str]) -> str:
    code = "".join(characters)
    return "-".join(code[at : at + CODE_GROUP] for at in range(0, len(code), CODE_GROUP))


def _key(secret: str, purpose: str) -> bytes:
    """One key a purpose, so that nothing made for one can be used for another."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()
