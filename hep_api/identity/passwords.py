"""Passwords: argon2id, and the same work whether an account exists or not."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 1000
"""Characters of a new password. Length is what counts: no rule asks for digits or signs (docs/decisions/0070)."""

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""19 MiB, two passes, one lane: 17 ms here, and OWASP's smallest recommended setting."""

NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$nPXGQK5Xug1+O/cx1HKTBA$MKIyUqrK3xi50bC6cCwFdm3Z6RPVlvJF9yGMERPF+EU"
"""The hash of a password that was thrown away: what an unknown account is checked against."""


def hash_password(password: str) -> str:
    """What is stored of a password."""
    return HASHER.hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether a password is the stored one; None (no such account) takes as long and is never right."""
    try:
        HASHER.verify(password_hash or NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
