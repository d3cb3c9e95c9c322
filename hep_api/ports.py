"""What the product asks of the world outside it: to push a notice, to send an e-mail, to look at a link."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, Protocol
from uuid import UUID

BATCH_LIMIT: Final = 500
"""Most messages one call of a sender takes (FCM's own limit on a batch)."""

COLLAPSE_KEYS: Final = frozenset({"daily", "alert", "plan", "digest"})
"""Every collapse key there is: FCM keeps at most four alive for a device and silently drops one of a fifth."""

_ADDRESS = re.compile(r"[!-~]{1,4096}")
_TAG = re.compile(
    r"(?:(?:daily|reminder|alert|notice|digest|exercise_due|follow_up|check_in|plan_changed|open_now)[:.-])?"
    r"[0-9a-f][0-9a-f:.-]{0,48}"
)


class PushTemplate(StrEnum):
    """The only things a push can say; the words are fixed per language (`hep_api.push_texts`)."""

    EXERCISE_DUE = "exercise_due"
    FOLLOW_UP = "follow_up"
    CHECK_IN = "check_in"
    PLAN_CHANGED = "plan_changed"
    OPEN_NOW = "open_now"
    ALERT = "alert"
    DIGEST = "digest"


class PushResult(StrEnum):
    """What became of one message, in the words a deliverer acts on.

    `sent`: accepted. `not_sent`: certainly not accepted, try again later. `ambiguous`: nobody can know; at most one
    more try, with the same tag. `address_gone`: forget exactly this value. `our_fault`: refused because of us; alert,
    do not retry blindly, never forget the address.
    """

    SENT = "sent"
    NOT_SENT = "not_sent"
    AMBIGUOUS = "ambiguous"
    ADDRESS_GONE = "address_gone"
    OUR_FAULT = "our_fault"


@dataclass(frozen=True, slots=True)
class PushAddress:
    """Where a phone is reached: an FCM registration token or a Firebase installation id (1-4096 visible ASCII).

    Building one validates it, so the edge of the API can use it too. The value stays out of `repr` and so of logs.
    """

    kind: Literal["fcm_token", "fcm_fid"]
    value: str = field(repr=False)

    def __post_init__(self) -> None:
        if self.kind not in ("fcm_token", "fcm_fid"):
            raise ValueError("A push address is an fcm_token or an fcm_fid.")
        if not _ADDRESS.fullmatch(self.value):
            raise ValueError("A push address is 1 to 4096 visible ASCII characters without spaces.")


@dataclass(frozen=True, slots=True)
class PushMessage:
    """One notice for one device; there is deliberately no place in it for words of ours or anyone's.

    `tag`: two messages with the same tag show as one notice. At most 64 characters: an optional known prefix and then
    only hexadecimal digits, `:`, `.` and `-` (a UUID, a date), so that it cannot carry a name or a condition.
    `ttl_seconds`: 0 to 4 hours (14400); after it the phone must not get the message any more. `locale`: a BCP 47 tag
    that picks the wording; unknown ones fall back to English and it is never sent.
    """

    delivery_id: UUID
    address: PushAddress
    template: PushTemplate
    locale: str
    ttl_seconds: int
    tag: str
    collapse_key: str = "daily"

    def __post_init__(self) -> None:
        if not 0 <= self.ttl_seconds <= 14_400:
            raise ValueError("ttl_seconds is 0 to 14400 (4 hours): a late reminder is worse than none.")
        if not _TAG.fullmatch(self.tag):
            raise ValueError("tag is a known prefix and hexadecimal digits, for example 'reminder:<uuid>'.")
        if self.collapse_key not in COLLAPSE_KEYS:
            raise ValueError(f"collapse_key is one of {', '.join(sorted(COLLAPSE_KEYS))}.")


@dataclass(frozen=True, slots=True)
class PushOutcome:
    """What one message came to.

    `retry_after_seconds`: not before this long from now, when the other side said so (>= 0). `detail`: for operators;
    it never holds an address or words of a notice. `concerns_everyone`: with `our_fault`, that the refusal is of our
    credentials or project and so every other message would be refused too (pause all); False when it is this one.
    """

    delivery_id: UUID
    result: PushResult
    provider_id: str | None
    retry_after_seconds: float | None
    detail: str
    concerns_everyone: bool = False


class PushSender(Protocol):
    """Something that hands messages to phones."""

    def send(self, messages: Sequence[PushMessage]) -> list[PushOutcome]:
        """Try each message exactly once and say what became of each, in the order given.

        At most `BATCH_LIMIT` messages (more is a `ValueError`); no trouble with a message, the network or the other
        side is ever raised.
        """
        ...


class EmailResult(StrEnum):
    """What became of one e-mail. `not_sent`: try again, at worst it arrives twice. `undeliverable`: it never will."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True, slots=True)
class Email:
    """One e-mail to one person, as plain text. `id` stays the same when it is tried again; the rest is not for logs."""

    id: UUID
    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EmailOutcome:
    """What one e-mail came to; `detail` is for operators and holds neither an address nor words of the e-mail."""

    result: EmailResult
    detail: str


class EmailSender(Protocol):
    """Something that hands e-mails on."""

    def send(self, email: Email) -> EmailOutcome:
        """Try an e-mail exactly once and say what became of it; trouble with the other side is never raised."""
        ...


class LinkState(StrEnum):
    """What a look at a link came to.

    `good`: it answers with something that can be shown. `gone`: it certainly does not. `doubtful`: nobody can know,
    as after a time-out; look again.
    """

    GOOD = "good"
    GONE = "gone"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class LinkLook:
    """What was met. `media_type` is a MIME type, "" unless good; `why` a sentence for staff, "" when good."""

    state: LinkState
    media_type: str = ""
    why: str = ""


class LinkChecker(Protocol):
    """Something that looks whether the address of a picture or film answers."""

    def look(self, url: str) -> LinkLook:
        """Fetch the head of it, within seconds; no trouble with the address or the network is ever raised."""
        ...
