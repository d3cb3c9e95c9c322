"""Codes of an authenticator app (TOTP, RFC 6238): six digits, a new one every half minute."""

import hmac
from datetime import datetime, timedelta

import pyotp

ISSUER = "HEP"
TOLERANCE = 1
"""Steps of half a minute by which a phone's clock may differ, either way."""


def new_secret() -> str:
    """A secret of 160 random bits, in base 32."""
    return pyotp.random_base32(32)


def app_uri(secret: str, email: str) -> str:
    """What an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def find_step(secret: str, code: str, at: datetime) -> int | None:
    """The number of the half minute whose code this is, within the tolerance; None when it is of none.

    All steps are compared, so that time does not tell which one it was.
    """
    totp = pyotp.TOTP(secret)
    found = None
    for offset in range(-TOLERANCE, TOLERANCE + 1):
        then = at + timedelta(seconds=offset * totp.interval)
        if hmac.compare_digest(totp.at(then).encode(), code.encode()):
            found = totp.timecode(then)
    return found
