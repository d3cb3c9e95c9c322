"""Pushes through the real Firebase SDK, each message put on the wire exactly once."""

import ipaddress
import itertools
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import firebase_admin
import structlog
from firebase_admin import credentials, exceptions, messaging
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport.requests import Request

from hep_api import clock
from hep_api.ports import BATCH_LIMIT, PushMessage, PushOutcome, PushResult, PushTemplate
from hep_api.push_replies import OneTryAdapter, Verdict, classify
from hep_api.push_texts import push_text

LOCAL_PROJECT: Final = "hep-local"
"""The project id used against a local FCM server when no credentials name one."""

_APP_NUMBERS = itertools.count(1)
_log = structlog.get_logger(__name__)


class FirebaseSender:
    """A `PushSender` over firebase-admin 7.7.

    Create it in the process that sends, after any fork (`worker_process_init`): a socket shared by two processes
    mixes up their answers. `send` refuses to run anywhere else.

    One message takes at most about `timeout_seconds` (a quarter to connect, the rest for the answer), a batch of n at
    most ceil(n / 100) times that, plus one renewal of the access token. There is exactly one POST a message, whatever
    the answer; after a refusal that concerns everyone (401 and the like) the next `send` first renews the token.
    """

    def __init__(
        self,
        credentials_path: str | Path | None,
        fcm_url: str | None,
        timeout_seconds: float = 8.0,
        *,
        utc_now: Callable[[], datetime] = clock.real_now,
    ) -> None:
        """Open the SDK; nothing is sent yet.

        `credentials_path`: a service account key file. `fcm_url`: origin of another FCM server (for example
        `http://127.0.0.1:8099`); only with a loopback one may the credentials be missing. `utc_now`: the real time,
        never a moved one, because Apple compares an expiry with its own clock. `ValueError` says what is wrong.
        """
        credential, options = _identity(credentials_path, fcm_url)
        self._utc_now = utc_now
        self._timeout_seconds = timeout_seconds
        self._owner_pid = os.getpid()
        self._renew_token = False
        self._app = firebase_admin.initialize_app(credential, options, name=f"push-{next(_APP_NUMBERS)}")
        try:
            session = _open_session(self._app, fcm_url)
        except BaseException:
            firebase_admin.delete_app(self._app)
            raise
        for prefix in list(session.adapters):
            session.mount(prefix, OneTryAdapter(timeout_seconds))
        # An http_proxy of the machine must not carry what is meant for the server next door.
        session.trust_env = fcm_url is None

    def send(self, messages: Sequence[PushMessage]) -> list[PushOutcome]:
        """Try each message once: see `hep_api.ports.PushSender.send`."""
        if len(messages) > BATCH_LIMIT:
            raise ValueError(f"A batch holds at most {BATCH_LIMIT} messages.")
        if os.getpid() != self._owner_pid:
            raise RuntimeError("This sender was created before a fork: create one in each worker process.")
        if not messages:
            return []
        refused = self._token_trouble()
        outcomes = [_failed(m, refused) for m in messages] if refused else self._send_each(messages)
        self._renew_token = any(outcome.concerns_everyone for outcome in outcomes)
        return outcomes

    def close(self) -> None:
        """Give back the sockets and forget the credentials."""
        firebase_admin.delete_app(self._app)

    def _token_trouble(self) -> Verdict | None:
        """Renew the access token once for the whole batch when it is due; otherwise each thread would do it."""
        credential = self._app.credential.get_credential()
        if credential.valid and not self._renew_token:
            return None
        try:
            credential.refresh(partial(Request(), timeout=self._timeout_seconds))
        except GoogleAuthError as error:
            kind = type(error).__name__
            if isinstance(error, TransportError) or error.retryable:
                return Verdict(PushResult.NOT_SENT, f"no access token yet: {kind}")
            return Verdict(PushResult.OUR_FAULT, f"no access token: {kind}", concerns_everyone=True)
        return None

    def _send_each(self, messages: Sequence[PushMessage]) -> list[PushOutcome]:
        now_epoch_seconds = int(self._utc_now().timestamp())
        try:
            batch = messaging.send_each([_fcm_message(m, now_epoch_seconds) for m in messages], app=self._app)
        except exceptions.FirebaseError as error:
            # The SDK gives up the batch without saying how far it came.
            _log.exception("push_batch_failed", size=len(messages))
            return [_failed(message, classify(error.cause)) for message in messages]
        return [_outcome(message, one) for message, one in zip(messages, batch.responses, strict=True)]


class _LocalToken(Credentials):
    """An access token that a local FCM server takes and nobody else does."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.token = "local"  # noqa: S105 - it opens nothing

    def refresh(self, request: object) -> None:
        """There is nobody to ask for a new one."""


class _LocalCredential(credentials.Base):
    def __init__(self) -> None:
        super().__init__()
        self._token = _LocalToken()

    def get_credential(self) -> Credentials:
        return self._token


def _identity(credentials_path: str | Path | None, fcm_url: str | None) -> tuple[credentials.Base, dict[str, str]]:
    loopback = fcm_url is not None and _is_loopback(fcm_url)
    if fcm_url is not None and not loopback and urlsplit(fcm_url).scheme != "https":
        raise ValueError("The FCM address must be https, or http on this machine (for example http://127.0.0.1:8099).")
    if credentials_path is not None:
        try:
            return credentials.Certificate(str(credentials_path)), {}
        except (OSError, ValueError) as error:
            raise ValueError(f"{credentials_path} is not a readable service account key file.") from error
    if not loopback:
        raise ValueError("Firebase needs a service account key file; without one only a local FCM server can be used.")
    return _LocalCredential(), {"projectId": LOCAL_PROJECT}


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _open_session(app: firebase_admin.App, fcm_url: str | None) -> Any:
    """The SDK's own HTTP session, pointed at `fcm_url`.

    There is no public way to either (firebase-admin-python issue 554), so the version is pinned and tests watch both
    private names; the address is put back, because it belongs to the class and thus to every app of the process.
    """
    service = messaging._MessagingService  # noqa: SLF001
    official = service.FCM_URL
    try:
        if fcm_url is not None:
            service.FCM_URL = fcm_url.rstrip("/") + "/v1/projects/{0}/messages:send"
        return messaging._get_messaging_service(app)._client.session  # noqa: SLF001
    finally:
        service.FCM_URL = official


def _fcm_message(message: PushMessage, now_epoch_seconds: int) -> messaging.Message:
    text = push_text(message.template, message.locale)
    ttl = message.ttl_seconds
    urgency = "normal" if message.template is PushTemplate.DIGEST else "high"
    built = messaging.Message(
        data={"delivery_id": str(message.delivery_id), "template": message.template.value},
        notification=messaging.Notification(title=text.title, body=text.body),
        android=messaging.AndroidConfig(
            collapse_key=message.collapse_key,
            ttl=ttl,
            priority=urgency,
            notification=messaging.AndroidNotification(tag=message.tag),
        ),
        apns=messaging.APNSConfig(
            headers={
                "apns-collapse-id": message.tag,
                "apns-expiration": str(now_epoch_seconds + ttl),
                "apns-priority": "5" if urgency == "normal" else "10",
                "apns-push-type": "alert",
            },
            payload=messaging.APNSPayload(messaging.Aps(sound="default")),
        ),
        webpush=messaging.WebpushConfig(
            headers={"TTL": str(ttl), "Urgency": urgency},
            notification=messaging.WebpushNotification(tag=message.tag),
        ),
    )
    # Set afterwards: passing token= to the constructor warns that fid replaces it, and phones still send tokens.
    if message.address.kind == "fcm_token":
        built.token = message.address.value
    else:
        built.fid = message.address.value
    return built


def _outcome(message: PushMessage, one: messaging.SendResponse) -> PushOutcome:
    if one.success:
        return PushOutcome(message.delivery_id, PushResult.SENT, one.message_id, None, "accepted by FCM")
    return _failed(message, classify(one.exception.cause if one.exception else None))


def _failed(message: PushMessage, verdict: Verdict) -> PushOutcome:
    return PushOutcome(
        message.delivery_id,
        verdict.result,
        None,
        verdict.retry_after_seconds,
        verdict.detail,
        verdict.concerns_everyone,
    )
