"""How one request to FCM is made exactly once, and what its answer, or the lack of one, means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from ssl import SSLCertVerificationError
from typing import Any, Final

import orjson
from requests import PreparedRequest, RequestException, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError

from hep_api.ports import PushResult

CONNECTIONS: Final = 100
"""Most sockets one sender holds open; further messages of a batch wait for one of them."""

# Raised before a byte of the request has left (urllib3 counts a refused connection among them): nothing was accepted.
_NEVER_REACHED: Final = (ConnectTimeout, ConnectTimeoutError, SSLCertVerificationError)
# Refusals of one message that come with the status of refused credentials.
_OF_ONE_MESSAGE: Final = frozenset({"SENDER_ID_MISMATCH", "THIRD_PARTY_AUTH_ERROR", "APNS_AUTH_ERROR"})
_CODE = re.compile(r"[A-Z][A-Z_]{0,63}")
_DAY_SECONDS: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class FcmReply:
    """What we understood of an HTTP answer: `code` is FCM's errorCode, else Google's status word, else empty."""

    status: int
    name: str | None
    code: str
    retry_after_seconds: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The meaning of a failed try, as `PushOutcome` tells it."""

    result: PushResult
    detail: str
    retry_after_seconds: float | None = None
    concerns_everyone: bool = False


class NotAccepted(RequestException):
    """FCM answered, but not with the name of an accepted message."""

    def __init__(self, reply: FcmReply) -> None:
        super().__init__(f"HTTP {reply.status} {reply.code}".strip())
        self.reply = reply


class OneTryAdapter(HTTPAdapter):
    """Puts each request on the wire once, bounds how long it takes and lets nothing but an acceptance through.

    Raising here keeps refusals away from all that would send again (urllib3's retries, google-auth's renewal of a
    token on 401, redirects) and from parsers that a malformed error body would crash together with the whole batch.
    """

    def __init__(self, timeout_seconds: float) -> None:
        super().__init__(pool_connections=4, pool_maxsize=CONNECTIONS, max_retries=0, pool_block=True)
        self._timeouts = (timeout_seconds / 4, timeout_seconds * 3 / 4)

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """The response when it is an acceptance; otherwise `NotAccepted`, or the trouble on the way."""
        kwargs["timeout"] = self._timeouts
        try:
            response = super().send(request, *args, **kwargs)
            reply = read_reply(response.status_code, response.headers, response.content)
        except HTTPError as error:
            raise RequestException(error) from error
        if reply.name is None:
            raise NotAccepted(reply)
        return response


def read_reply(status: int, headers: Mapping[str, str], body: bytes) -> FcmReply:
    """Read an answer, whatever it holds: unknown shapes leave `code` empty, and all but an acceptance `name` None."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        parsed = None
    content = parsed if isinstance(parsed, dict) else {}
    name = content.get("name")
    return FcmReply(
        status=status,
        name=name if status == 200 and isinstance(name, str) and name else None,
        code=_error_code(content.get("error")),
        retry_after_seconds=_retry_after_seconds(headers),
    )


def classify(error: BaseException | None) -> Verdict:
    """What a failed try means for its message.

    `error` is what the HTTP layer raised; None means that the try failed in a way nobody described.
    """
    if isinstance(error, NotAccepted):
        return _of_reply(error.reply)
    kind = type(error).__name__
    if _never_reached(error):
        return Verdict(PushResult.NOT_SENT, f"no connection: {kind}")
    return Verdict(PushResult.AMBIGUOUS, f"no answer: {kind}")


def _of_reply(reply: FcmReply) -> Verdict:
    detail = f"HTTP {reply.status} {reply.code}".strip()
    wait = reply.retry_after_seconds
    match reply.status, reply.code:
        case 404, "UNREGISTERED":
            return Verdict(PushResult.ADDRESS_GONE, detail)
        case 429, _:
            return Verdict(PushResult.NOT_SENT, detail, wait)
        # FCM may have delivered what it answers 5xx for (firebase-admin-node issue 1248).
        case status, _ if status >= 500 or status < 400 or status == 408:
            return Verdict(PushResult.AMBIGUOUS, detail, wait)
        # A 404 without UNREGISTERED is a wrong project or address of ours: the phone's address is fine.
        case 401 | 403 | 404, code if code not in _OF_ONE_MESSAGE:
            return Verdict(PushResult.OUR_FAULT, detail, wait, concerns_everyone=True)
        case _:
            return Verdict(PushResult.OUR_FAULT, detail, wait)


def _never_reached(error: BaseException | None) -> bool:
    for _ in range(8):  # requests and urllib3 wrap the cause a few levels deep, under different names
        if isinstance(error, _NEVER_REACHED):
            return True
        inner = (getattr(error, name, None) for name in ("reason", "original_error"))
        wrapped = next((e for e in (*inner, *getattr(error, "args", ())) if isinstance(e, BaseException)), None)
        if wrapped is None:
            return False
        error = wrapped
    return False


def _error_code(error: object) -> str:
    if not isinstance(error, dict):
        return ""
    details = error.get("details")
    found = [d.get("errorCode") for d in details if isinstance(d, dict)] if isinstance(details, list) else []
    words = (word for word in (*found, error.get("status")) if isinstance(word, str))
    return next((word for word in words if _CODE.fullmatch(word)), "")


def _retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Seconds of a Retry-After header in either of its forms (RFC 9110, 10.2.3), 0 to one day; None when unusable."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), _DAY_SECONDS)
    try:
        # Against the server's own Date, so that neither of our clocks matters.
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return min(max(wait.total_seconds(), 0.0), _DAY_SECONDS)
