"""Access tokens, refresh tokens and invite codes; no HTTP and no database here."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

from hep_api.errors import Unauthenticated

ISSUER = "hep"
AUDIENCE = "hep-api"
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


def mint_refresh() -> str:
    """A new opaque refresh token: 256 random bits."""
    return secrets.token_urlsafe(32)


def succeed_refresh(secret: str, token: str) -> str:
    """The one successor of a refresh token. Derived, so that a lost reply can be given again and none is stored."""
    digest = hmac.new(_key(secret, "refresh"), token.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_refresh(token: str) -> str:
    """What is stored of a refresh token: SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def mint_code() -> str:
    """A new invite code, XXXX-XXXX-XXXX: 59 random bits that can be read aloud."""
    groups = ("".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_GROUP)) for _ in range(CODE_GROUPS))
    return "-".join(groups)


def hash_code(secret: str, code: str) -> str:
    """What is stored of an invite code: keyed, because a code is short; case, spaces and dashes do not matter."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hmac.new(_key(secret, "invite"), plain.encode(), hashlib.sha256).hexdigest()


def _key(secret: str, purpose: str) -> bytes:
    """One key a purpose, so that nothing made for one can be used for another."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()
