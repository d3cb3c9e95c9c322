"""The sender of an installation without a mail server: it writes e-mails down, and says so."""

import errno
from pathlib import Path

import structlog

from hep_api.json_lines import append_line
from hep_api.ports import Email, EmailOutcome, EmailResult

_log = structlog.get_logger(__name__)


class ConsoleEmailSender:
    """An `EmailSender` that appends one JSON line an e-mail to a file; a line safely on disk counts as sent.

    The file holds links that set passwords: it is readable by the product's own account only, and its content stays
    out of the log.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, email: Email) -> EmailOutcome:
        """Write an e-mail: see `hep_api.ports.EmailSender.send`. A full disk is `not_sent`."""
        line = {"id": str(email.id), "to": email.to, "subject": email.subject, "text": email.text}
        try:
            append_line(self._path, line)
        except OSError as error:
            reason = errno.errorcode.get(error.errno or 0, "OSError")
            return EmailOutcome(EmailResult.NOT_SENT, f"could not write the file: {reason}")
        _log.info("email_recorded", id=line["id"], file=str(self._path))
        return EmailOutcome(EmailResult.SENT, "written to a file, nobody was reached")
