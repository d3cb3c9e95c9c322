"""Writes the heads of the audit chains down outside the database."""

from celery import shared_task

from hep_api import clock
from hep_api.audit.anchoring import anchor_when_due
from workers.process import work_round


@shared_task(name="workers.anchor_audit")
def run() -> None:
    """One round; it does nothing until the last anchors are a few minutes old."""
    with work_round("anchor_audit") as process:
        anchor_when_due(process.settings, clock.real_now())
