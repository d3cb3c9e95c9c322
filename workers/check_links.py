"""Looks at the links of clinics again."""

from celery import shared_task

from hep_api import clock
from hep_api.media.checking import check_links
from hep_api.web.links import link_checker
from workers.process import work_round


@shared_task(name="workers.check_links")
def run() -> None:
    """One round; it begins nothing after half a tick, so that a slow host keeps nobody from being reminded."""
    with work_round("check_links") as process:
        check_links(link_checker(), clock.now(), process.settings.tick_seconds / 2)
