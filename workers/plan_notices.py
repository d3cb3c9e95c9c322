"""Writes down the reminders of the next two days."""

from celery import shared_task

from hep_api import clock
from hep_api.notices.plan import plan_notices
from workers.process import work_round


@shared_task(name="workers.plan_notices")
def run() -> None:
    """One round."""
    with work_round("plan_notices"):
        plan_notices(clock.now())
