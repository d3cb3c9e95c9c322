"""One round of e-mails: look whose wishes these are, claim, send outside any transaction, settle."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hep_api.email_texts import email_text
from hep_api.ports import Email, EmailOutcome, EmailResult, EmailSender
from hep_api.settings import Settings
from hep_api.store import emails_due
from hep_api.store.db import write
from hep_api.store.emails_due import OwedEmail
from hep_api.tokens import derive_code, hash_refresh, mint_refresh

WISHES_A_TURN = 100
RESET_USEFUL = timedelta(hours=1)
"""After this long nobody waits for a link any more."""
FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Postman:
    """What sending e-mails needs; `now` is real time."""

    sender: EmailSender
    settings: Settings
    now: Callable[[], datetime]


def deliver_emails(postman: Postman, seconds: float) -> int:
    """Send until nothing is due or `seconds` have passed; returns how many e-mails were handed on."""
    ends = time.monotonic() + seconds
    handed = 0
    with write():
        emails_due.forget_tries(postman.now() - timedelta(hours=postman.settings.invite_hours))
    while time.monotonic() < ends:
        with write():
            looked = emails_due.take_requests(postman.now(), RESET_USEFUL, WISHES_A_TURN)
            # One at a time: a conversation with a slow server must fit into the lease.
            owed = emails_due.claim(postman.now(), 1, postman.settings.lease_seconds)
        for one in owed:
            handed += deliver_email(postman, one)
        if not looked and not owed:
            break
    return handed


def deliver_email(postman: Postman, owed: OwedEmail) -> bool:
    """Bring one claimed e-mail a step further; whether it was handed on."""
    now = postman.now()
    if owed.expires_at <= now:
        with write():
            emails_due.settle(owed, "expired", "nobody waits for it any more", now)
        return False
    email = _written(postman, owed, now)
    if email is None:
        return False
    outcome = postman.sender.send(email)
    with write():
        _settle(owed, outcome, postman.now())
    return outcome.result is EmailResult.SENT


def _written(postman: Postman, owed: OwedEmail, now: datetime) -> Email | None:
    """The e-mail itself; None when another worker holds it by now.

    The token of a reset is made here, and only here; the code of an invite is made here again.
    """
    told: dict[str, object] = {"name": owed.name, "clinic": owed.clinic_name}
    if owed.kind == "password_reset":
        token, minutes = mint_refresh(), postman.settings.reset_minutes
        with write():
            if not emails_due.add_reset_token(owed, hash_refresh(token), now, now + timedelta(minutes=minutes)):
                return None
        # After the hash sign, so that the token reaches no server's log when the link is opened.
        told |= {"link": f"{postman.settings.public_url}/reset-password#{token}", "minutes": minutes}
    if owed.staff_invite_id is not None:
        code = derive_code(postman.settings.secret_key, owed.kind, owed.staff_invite_id)
        until = f"{owed.expires_at:%Y-%m-%d %H:%M} UTC"
        told |= {"code": code, "link": f"{postman.settings.public_url}/join#{code}", "until": until}
    subject, text = email_text(owed.kind, owed.locale, **told)
    return Email(owed.id, owed.address, subject, text)


def _settle(owed: OwedEmail, outcome: EmailOutcome, now: datetime) -> None:
    match outcome.result:
        case EmailResult.SENT | EmailResult.UNDELIVERABLE:
            emails_due.settle(owed, outcome.result.value, outcome.detail, now)
        case EmailResult.NOT_SENT:
            emails_due.put_off(owed, now + min(FIRST_RETRY * 2 ** min(owed.attempts, 10), LAST_RETRY), outcome.detail)
