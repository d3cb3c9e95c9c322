"""Passwords: argon2id, and the same work whether an account exists or not."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""19 MiB, two passes, one lane: 17 ms here, and one of OWASP's equally strong settings (docs/decisions/0100)."""

NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$nPXGQK5Xug1+O/cx1HKTBA$MKIyUqrK3xi50bC6cCwFdm3Z6RPVlvJF9yGMERPF+EU"
"""The hash of a password that was thrown away: what an unknown account is checked against."""


def normalised(password: str) -> str:
    """The password as it is hashed, in NFKC: the same letters typed on another keyboard are the same password."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """What is stored of a password."""
    return HASHER.hash(normalised(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether a password is the stored one; None (no such account) takes as long and is never right."""
    try:
        HASHER.verify(password_hash or NOBODY, normalised(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def renewed_hash(password_hash: str, password: str) -> str | None:
    """A new hash of a right password whose old one was made with other parameters than today's; else None."""
    return hash_password(password) if HASHER.check_needs_rehash(password_hash) else None
