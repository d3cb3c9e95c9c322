"""Persists what time alone has decided; reads already know it."""

from celery import shared_task

from hep_api import clock
from hep_api.courses import persist_due
from workers.process import work_round


@shared_task(name="workers.persist_boundaries")
def run() -> None:
    """One round."""
    with work_round("persist_boundaries"):
        persist_due(clock.now())
