"""Erases patients whose clinic keeps them no longer."""

from celery import shared_task

from hep_api import clock
from hep_api.privacy.retaining import apply_retention
from workers.process import work_round


@shared_task(name="workers.apply_retention")
def run() -> None:
    """One round."""
    with work_round("apply_retention", heartbeat=False):
        apply_retention(clock.now())
