"""Delivers what is due."""

from celery import shared_task

from hep_api import clock
from hep_api.courses import day_of
from hep_api.notices.deliver import Courier, deliver_notices
from workers.process import crash_at, work_round


@shared_task(name="workers.deliver_notices")
def run() -> None:
    """One round, at most a tick long."""
    with work_round("deliver_notices") as process:
        settings = process.settings
        courier = Courier(
            sender=process.sender,
            read_day=day_of,
            now=clock.now,
            lease_seconds=settings.lease_seconds,
            reached=crash_at(settings.crashpoint),
        )
        deliver_notices(courier, settings.tick_seconds)
