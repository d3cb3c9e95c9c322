"""E-mails through a mail server (SMTP)."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from hep_api.ports import Email, EmailOutcome, EmailResult

PORTS = {"smtp": 587, "smtps": 465}
PERMANENT = 500


class SmtpSender:
    """An `EmailSender` over SMTP, one connection an e-mail: they are few, and rare.

    `url` is smtps://user:password@host:port, or smtp://... where STARTTLS is asked for before anything else is said,
    unless the host is this machine. `seconds` bounds each step of the conversation.
    """

    def __init__(self, url: str, sender: str, seconds: float) -> None:
        self._server, self._sender, self._seconds = urlsplit(url), sender, seconds
        self._domain = sender.rpartition("@")[2].rstrip(">")

    def send(self, email: Email) -> EmailOutcome:
        """Hand an e-mail on: see `hep_api.ports.EmailSender.send`."""
        try:
            with self._connect() as connection:
                connection.send_message(self._message(email), to_addrs=[email.to])
        except smtplib.SMTPRecipientsRefused as error:
            code = max((code for code, _ in error.recipients.values()), default=0)
            return _refused(code, "the recipient")
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as error:
            # Ours to mend, and the same for every e-mail: none is given up for it.
            return EmailOutcome(EmailResult.NOT_SENT, f"the mail server refused us: {error.smtp_code}")
        except smtplib.SMTPResponseException as error:
            return _refused(error.smtp_code, "the e-mail")
        except (OSError, smtplib.SMTPException) as error:
            return EmailOutcome(EmailResult.NOT_SENT, f"no mail server: {type(error).__name__}")
        return EmailOutcome(EmailResult.SENT, "accepted by the mail server")

    def _message(self, email: Email) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, email.to, email.subject
        message["Date"] = formatdate(localtime=False)
        # The same for every try, so that a mailbox can tell a repetition.
        message["Message-ID"] = f"<{email.id}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(email.text)
        return message

    def _connect(self) -> smtplib.SMTP:
        host = self._server.hostname or ""
        port = self._server.port or PORTS[self._server.scheme]
        context = ssl.create_default_context()
        if self._server.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, local_hostname=self._domain, timeout=self._seconds, context=context
            )
        else:
            connection = smtplib.SMTP(host, port, local_hostname=self._domain, timeout=self._seconds)
            if not _is_here(self._server):
                connection.starttls(context=context)
        if self._server.username:
            connection.login(unquote(self._server.username), unquote(self._server.password or ""))
        return connection


def _refused(code: int, what: str) -> EmailOutcome:
    result = EmailResult.UNDELIVERABLE if code >= PERMANENT else EmailResult.NOT_SENT
    return EmailOutcome(result, f"the mail server refused {what}: {code}")


def _is_here(server: SplitResult) -> bool:
    try:
        return ip_address(server.hostname or "").is_loopback
    except ValueError:
        return server.hostname == "localhost"
