"""One frozen Settings, read once from the environment, with every problem reported together."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hep_api.errors import SettingsError

MIN_SECRET = 32
PRIVATE = 0o700  # a folder with patients in it is nobody else's
CRASHPOINTS = ("after_claim", "after_send")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may choose. Lengths of time carry their unit; secrets stay out of the repr."""

    data_dir: Path
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    old_secret_keys: tuple[str, ...] = field(repr=False)
    firebase_credentials: Path | None
    fcm_url: str | None
    demo_clock: bool
    host: str
    port: int
    public_url: str
    trusted_proxies: int
    tick_seconds: int
    lease_seconds: int
    access_minutes: int
    refresh_days: int
    refresh_idle_days: int
    staff_hours: int
    invite_hours: int
    reset_minutes: int
    smtp_url: str | None = field(repr=False)
    email_from: str
    metrics_token: str | None = field(repr=False)
    audit_anchors: Path
    audit_minutes: int
    audit_webhook: str | None = field(repr=False)
    log_level: str
    crashpoint: str | None = None

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment (or a mapping in its place); raises SettingsError naming every problem at once.

        Creates the data folder, and the file `secret-key` in it when SECRET_KEY is not given.
        """
        given = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        problems: list[str] = []
        for variable in VARIABLES:
            try:
                values[variable.field] = variable.read(given.get(variable.name, ""), values)
            except ValueError as error:
                problems.append(f"{variable.name} {error}")
        if problems:
            raise SettingsError("\n".join(problems))
        values["secret_key"] = values["secret_key"] or _kept_secret(values["data_dir"])
        return cls(**values)

    @property
    def has_embedded_database(self) -> bool:
        """Whether the database is the one in the data folder, and not one that was given."""
        return self.database_url == embedded_database_url(self.data_dir)

    @property
    def celery_broker_url(self) -> str:
        """The Redis address in the form that Celery's transport reads."""
        return self.redis_url.replace("unix://", "redis+socket://", 1)

    @property
    def throttle_storage_url(self) -> str:
        """The Redis address in the form that the rate limiter reads."""
        return self.redis_url.replace("unix://", "redis+unix://", 1)

    @property
    def clock_offset_file(self) -> Path | None:
        """Where the demo's movable clock keeps its offset in seconds; None when the clock does not move."""
        return self.data_dir / "clock-offset" if self.demo_clock else None


def embedded_database_url(data_dir: Path) -> str:
    """The database of an installation that was given none."""
    return f"sqlite:///{data_dir / 'hep.sqlite3'}"


Read = Callable[[str, Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: how it is read, what it may be, what happens without it."""

    name: str
    field: str
    read: Read
    default: str
    meaning: str


def _data_dir(text: str, _: Mapping[str, Any]) -> Path:
    path = Path(text or "var").expanduser().resolve()
    try:
        path.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"is not a folder that can be written: {error.strerror}") from error
    return path


def _anchors(text: str, seen: Mapping[str, Any]) -> Path:
    return Path(text).expanduser().resolve() if text else seen.get("data_dir", Path()) / "audit-anchors"


def _database_url(text: str, seen: Mapping[str, Any]) -> str:
    allowed = "allowed are postgresql://user:password@host/name and sqlite:///path/to/file"
    if not text:
        return embedded_database_url(seen["data_dir"]) if "data_dir" in seen else ""
    scheme, _, rest = text.partition("://")
    try:
        database = urlsplit(text).path.lstrip("/")
    except ValueError as error:
        raise ValueError(f"is not an address ({error}); {allowed}") from error
    if scheme in {"postgresql", "postgres", "postgresql+psycopg"} and database:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and database and rest.startswith("/") and ":memory:" not in rest:
        return f"sqlite:///{Path(rest[1:]).resolve()}"
    # The address itself may hold a password, so it is not repeated.
    raise ValueError(f"does not name a database the product can use; {allowed}")


def _redis_url(text: str, _: Mapping[str, Any]) -> str:
    address = text or "redis://127.0.0.1:6379/0"
    parts = urlsplit(address)
    if (parts.scheme in {"redis", "rediss"} and parts.hostname) or (parts.scheme == "unix" and parts.path):
        return address
    raise ValueError("is not a Redis address; allowed are redis://host:port/0, rediss://... and unix:///path/to/socket")


def _secret(text: str, _: Mapping[str, Any]) -> str:
    if text and len(text) < MIN_SECRET:
        raise ValueError(f"has {len(text)} characters; allowed are at least {MIN_SECRET}")
    return text


def _old_secrets(text: str, seen: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_secret(part.strip(), seen) for part in text.split(",") if part.strip())


def _kept_secret(data_dir: Path) -> str:
    """The installation's own secret. Several processes may start at once: the first link wins, all read the same."""
    kept = data_dir / "secret-key"
    if not kept.exists():
        draft = data_dir / f"secret-key.{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            kept.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text()


def _optional_file(text: str, _: Mapping[str, Any]) -> Path | None:
    if not text:
        return None
    if not Path(text).is_file():
        raise ValueError("names no file; allowed is the path of a Firebase service account's JSON file")
    return Path(text).resolve()


def _optional_http(text: str, _: Mapping[str, Any]) -> str | None:
    if text and urlsplit(text).scheme not in {"http", "https"}:
        raise ValueError("is not a web address; allowed are http://... and https://...")
    return text.rstrip("/") or None


def _smtp_url(text: str, _: Mapping[str, Any]) -> str | None:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
        # The address itself may hold a password, so it is not repeated.
        raise ValueError("is not a mail server; allowed are smtp://user:password@host:587 and smtps://...")
    return text or None


def _public_url(text: str, seen: Mapping[str, Any]) -> str:
    return _optional_http(text, seen) or f"http://{seen.get('host', '')}:{seen.get('port', '')}"


def _switch(text: str, _: Mapping[str, Any]) -> bool:
    if text.lower() not in {"", "0", "1", "false", "true", "no", "yes"}:
        raise ValueError(f"is '{text}'; allowed are 1 and 0")
    return text.lower() in {"1", "true", "yes"}


def _text(default: str) -> Read:
    return lambda text, _: text or default


def _optional(text: str, _: Mapping[str, Any]) -> str | None:
    return text or None


def _number(default: int, low: int, high: int) -> Read:
    def read(text: str, _: Mapping[str, Any]) -> int:
        if not text:
            return default
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"is '{text}'; allowed are whole numbers from {low} to {high}")
        return int(text)

    return read


def _crashpoint(text: str, seen: Mapping[str, Any]) -> str | None:
    if text and text not in CRASHPOINTS:
        raise ValueError(f"is '{text}'; allowed are {', '.join(CRASHPOINTS)}")
    if text and not seen.get("demo_clock"):
        raise ValueError("is only for rehearsals; allowed only together with HEP_DEMO_CLOCK=1")
    return text or None


def _level(text: str, _: Mapping[str, Any]) -> str:
    if (text or "INFO").upper() not in LEVELS:
        raise ValueError(f"is '{text}'; allowed are {', '.join(LEVELS)}")
    return (text or "INFO").upper()


VARIABLES = (
    Variable("HEP_DATA_DIR", "data_dir", _data_dir, "./var",
             "Folder for everything the product writes itself; made for its own account only."),
    Variable("DATABASE_URL", "database_url", _database_url, "sqlite:///<HEP_DATA_DIR>/hep.sqlite3",
             "postgresql://user:password@host/name, or sqlite:///path/to/file for one machine."),
    Variable("REDIS_URL", "redis_url", _redis_url, "redis://127.0.0.1:6379/0",
             "redis://, rediss:// or unix:///path: broker and throttles; losing it loses nothing that is owed."),
    Variable("SECRET_KEY", "secret_key", _secret, "made once, in <HEP_DATA_DIR>/secret-key",
             f"Signs tokens, wraps stored keys; at least {MIN_SECRET} characters, the same in all processes."),
    Variable("OLD_SECRET_KEYS", "old_secret_keys", _old_secrets, "none",
             "Secrets before SECRET_KEY, by commas: they open stored keys until `flask keys rewrap` has run."),
    Variable("FIREBASE_CREDENTIALS", "firebase_credentials", _optional_file, "none: pushes are written to a file",
             "Path of a Firebase service account's JSON file; with it, pushes reach phones."),
    Variable("HEP_FCM_URL", "fcm_url", _optional_http, "Google's", "Another FCM endpoint, for tests and the demo."),
    Variable("HEP_DEMO_CLOCK", "demo_clock", _switch, "0", "1: the demo may move the clock. Never for patients."),
    Variable("HEP_HOST", "host", _text("127.0.0.1"), "127.0.0.1", "Address to listen on."),
    Variable("HEP_PORT", "port", _number(8000, 1, 65535), "8000", "Port to listen on."),
    Variable("HEP_PUBLIC_URL", "public_url", _public_url, "http://<HEP_HOST>:<HEP_PORT>",
             "The address phones use; it is written into invite links."),
    Variable("HEP_TRUSTED_PROXIES", "trusted_proxies", _number(0, 0, 10), "0",
             "How many proxies stand before the product and may be believed about the caller's address."),
    Variable("HEP_TICK_SECONDS", "tick_seconds", _number(15, 1, 300), "15", "How often workers look for due rows."),
    Variable("HEP_LEASE_SECONDS", "lease_seconds", _number(60, 5, 3600), "60",
             "How long a worker may hold a delivery before another takes it over."),
    Variable("HEP_ACCESS_MINUTES", "access_minutes", _number(15, 1, 60), "15", "Life of an access token."),
    Variable("HEP_REFRESH_DAYS", "refresh_days", _number(60, 1, 400), "60",
             "Life of a patient's sign-in, however often it is renewed."),
    Variable("HEP_REFRESH_IDLE_DAYS", "refresh_idle_days", _number(30, 1, 400), "30",
             "A patient's sign-in ends when it was not renewed for so long."),
    Variable("HEP_STAFF_HOURS", "staff_hours", _number(24, 1, 168), "24",
             "Life of the sign-in of somebody who works at a clinic, however often it is renewed."),
    Variable("HEP_INVITE_HOURS", "invite_hours", _number(72, 1, 720), "72", "Life of a patient's invite."),
    Variable("HEP_RESET_MINUTES", "reset_minutes", _number(30, 5, 120), "30",
             "Life of the link that sets a new password, from when it is e-mailed."),
    Variable("HEP_SMTP_URL", "smtp_url", _smtp_url, "none: e-mails are written to a file",
             "smtps://user:password@host, or smtp://... which asks for STARTTLS unless the host is this machine."),
    Variable("HEP_EMAIL_FROM", "email_from", _text("hep@localhost"), "hep@localhost", "Who e-mails come from."),
    Variable("HEP_METRICS_TOKEN", "metrics_token", _optional, "none: /metrics is open",
             "Bearer token that /metrics asks for."),
    Variable("HEP_AUDIT_ANCHORS", "audit_anchors", _anchors, "<HEP_DATA_DIR>/audit-anchors",
             "Folder for the anchors of the audit trail; best where the database's administrators cannot write."),
    Variable("HEP_AUDIT_MINUTES", "audit_minutes", _number(5, 1, 1440), "5", "How often the audit trail is anchored."),
    Variable("HEP_AUDIT_WEBHOOK", "audit_webhook", _optional_http, "none",
             "Address that new anchors are posted to as JSON, besides the folder."),
    Variable("HEP_LOG_LEVEL", "log_level", _level, "INFO", f"One of {', '.join(LEVELS)}."),
    Variable("HEP_CRASHPOINT", "crashpoint", _crashpoint, "none",
             "Rehearsals only: where a worker's process dies at once (after_claim, after_send)."),
)  # fmt: skip
"""Every setting, in the order they are read: a later one may use an earlier one."""


def document() -> str:
    """The settings as a Markdown table, for the runbook."""
    head = "| Variable | Without it | Meaning |\n|---|---|---|\n"
    return head + "".join(f"| `{v.name}` | {v.default} | {v.meaning} |\n" for v in VARIABLES)
