"""Keys that protect what is stored: made at random, and kept wrapped under the installation's secret."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hep_api.errors import HepError

KEY_BYTES = 32
NONCE_BYTES = 12


class CannotOpen(HepError):
    """Something sealed does not open: another secret, another owner, or altered."""

    code = "cannot_open"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The installation's secrets, the current one first; older ones only open what was wrapped under them."""

    secrets: tuple[str, ...] = field(repr=False)

    def wrap(self, key: bytes, about: str) -> bytes:
        """A key as it is stored; `about` says whose it is, and it opens for nobody else."""
        return seal(_wrapping(self.secrets[0]), key, about)

    def unwrap(self, wrapped: bytes, about: str) -> bytes:
        """The key; raises CannotOpen when none of the secrets opens it."""
        for secret in self.secrets:
            try:
                return unseal(_wrapping(secret), wrapped, about)
            except CannotOpen:
                continue
        raise CannotOpen("A stored key does not open with SECRET_KEY; name the secret before it in OLD_SECRET_KEYS.")

    def is_current(self, wrapped: bytes, about: str) -> bool:
        """Whether a stored key opens with the current secret."""
        try:
            unseal(_wrapping(self.secrets[0]), wrapped, about)
        except CannotOpen:
            return False
        return True


def new_key() -> bytes:
    """256 random bits."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plain: bytes, about: str) -> bytes:
    """Nonce and AES-256-GCM ciphertext; `about` is bound to it and not stored."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def unseal(key: bytes, sealed: bytes, about: str) -> bytes:
    """What was sealed; raises CannotOpen for another key, another `about`, or altered bytes."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("This was sealed under another key, for something else, or it was altered.") from error


def _wrapping(secret: str) -> bytes:
    return hmac.new(secret.encode(), b"data-keys", hashlib.sha256).digest()


_installed = KeyRing(())


def install(secret: str, older: Sequence[str] = ()) -> None:
    """Use these secrets from now on; the composition root calls it once."""
    global _installed  # noqa: PLW0603 - one process has one installation
    _installed = KeyRing((secret, *older))


def installed() -> KeyRing:
    """The process's secrets."""
    return _installed
