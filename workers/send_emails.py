"""Sends the e-mails that are owed to staff."""

from celery import shared_task

from hep_api import clock
from hep_api.mailing.deliver import Postman, deliver_emails
from workers.process import work_round


@shared_task(name="workers.send_emails")
def run() -> None:
    """One round, at most a tick long."""
    with work_round("send_emails") as process:
        postman = Postman(process.mailer, process.settings, clock.real_now)
        deliver_emails(postman, process.settings.tick_seconds)
