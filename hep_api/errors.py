"""What can go wrong in the product's own words; nothing here knows HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One offending field: its dotted path, what is wrong with it and what is allowed."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Awaited(FieldError):
    """A field that names a fact that is not here yet."""


class HepError(Exception):
    """Base of every expected error. `code` is stable and machine-readable; `message` is for people."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None, details: dict[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details or {}
        if code:
            self.code = code


class NotFound(HepError):
    """The thing does not exist, or belongs to somebody else: the two are never told apart."""

    code = "not_found"


class Unauthenticated(HepError):
    """No valid credentials were presented."""

    code = "unauthenticated"


class Forbidden(HepError):
    """The caller is known but this role may not do this."""

    code = "forbidden"


class Conflict(HepError):
    """The request is well formed but the state of things contradicts it."""

    code = "conflict"


class Stale(HepError):
    """An edit was based on a version that is no longer current."""

    code = "stale_version"


class Invalid(HepError):
    """The input breaks a rule; `fields` names every offending field at once."""

    code = "invalid"

    def __init__(self, message: str, fields: Sequence[FieldError] = (), *, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.fields = tuple(fields)


class NotYet(Invalid):
    """The input speaks of a fact that is not here yet: once that was taken, the same input may be sent again."""

    code = "fact_unknown"


class Throttled(HepError):
    """Too many tries; `retry_after_seconds` says when to come back."""

    code = "throttled"

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class ContentError(HepError):
    """A file that a person edits has mistakes; `problems` lists them all, each as 'file:line: message'."""

    code = "content_error"

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class SettingsError(HepError):
    """The environment's settings are unusable; the message lists every problem and what is allowed."""

    code = "settings_error"
