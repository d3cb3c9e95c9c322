"""What one worker process holds: the app and the sender, opened after the fork and closed with it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import structlog
from flask import Flask

from hep_api import clock
from hep_api.app import create_app
from hep_api.console_email import ConsoleEmailSender
from hep_api.console_push import ConsoleSender
from hep_api.firebase import FirebaseSender
from hep_api.ports import EmailSender, PushSender
from hep_api.settings import Settings
from hep_api.smtp import SmtpSender
from hep_api.store import audit
from hep_api.store.db import db, forget_connections, write
from hep_api.store.heartbeats_due import note_heartbeat

SEND_SECONDS = 8.0
KILLED = 137

log = structlog.get_logger("hep.workers")


@dataclass(frozen=True, slots=True)
class Process:
    """A worker process at work."""

    settings: Settings
    app: Flask
    sender: PushSender
    mailer: EmailSender


_current: Process | None = None


def start(settings: Settings) -> None:
    """Open everything; call it after the fork, because a socket shared by two processes mixes up their answers."""
    global _current  # noqa: PLW0603 - a process is started once
    app = create_app(settings)
    with app.app_context():
        forget_connections()
    _current = Process(settings, app, open_sender(settings), open_mailer(settings))
    log.info("worker_started", sender=type(_current.sender).__name__, mailer=type(_current.mailer).__name__)


def stop() -> None:
    """Close everything; a process that was never started is left alone."""
    global _current  # noqa: PLW0603 - the same
    if _current is None:
        return
    if isinstance(_current.sender, FirebaseSender):
        _current.sender.close()
    with _current.app.app_context():
        db.engine.dispose()
    _current = None


def current() -> Process:
    """The process at work; raises RuntimeError outside one."""
    if _current is None:
        raise RuntimeError("no worker process is running here: workers.process.start was not called")
    return _current


@contextmanager
def work_round(name: str, *, heartbeat: bool = True) -> Iterator[Process]:
    """One round of a kind of work, in the app's context; its heartbeat is noted only when it came to its end."""
    process = current()
    with process.app.app_context():
        round_id = f"{name}:{uuid4()}"
        structlog.contextvars.bind_contextvars(request_id=round_id)
        audit.came_by(audit.Origin("worker", round_id))
        yield process
        if not heartbeat:
            return
        with write():
            note_heartbeat(name, clock.real_now())


def open_sender(settings: Settings) -> PushSender:
    """Real pushes with credentials or another FCM endpoint; without either, an honest file."""
    if settings.firebase_credentials is None and settings.fcm_url is None:
        return ConsoleSender(settings.data_dir / "pushes.jsonl")
    # Sending must end well before the lease does.
    seconds = min(SEND_SECONDS, settings.lease_seconds / 2)
    return FirebaseSender(settings.firebase_credentials, settings.fcm_url, seconds)


def open_mailer(settings: Settings) -> EmailSender:
    """A mail server when one is named; otherwise an honest file."""
    if settings.smtp_url is None:
        return ConsoleEmailSender(settings.data_dir / "emails.jsonl")
    return SmtpSender(settings.smtp_url, settings.email_from, min(SEND_SECONDS, settings.lease_seconds / 8))


def crash_at(crashpoint: str | None) -> Callable[[str], None]:
    """What a rehearsal passes to the deliverer: dies at once, like a kill -9, where it is told to."""

    def reached(point: str) -> None:
        if point == crashpoint:
            os._exit(KILLED)

    return reached
