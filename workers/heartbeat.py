"""Shows that a tick went all the way: beat, broker, worker, database."""

from celery import shared_task

from workers.process import work_round


@shared_task(name="workers.heartbeat")
def run() -> None:
    """One round of nothing but its heartbeat."""
    with work_round("heartbeat"):
        pass
