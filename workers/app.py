"""The Celery app: rows are the truth, messages are only ticks."""

from traceback import extract_tb

import structlog
from celery import Celery, Task
from celery.signals import setup_logging, task_failure, worker_process_init, worker_process_shutdown

from hep_api.errors import SettingsError
from hep_api.settings import Settings
from hep_api.web import logs
from workers import process
from workers.schedule import QUEUE, ROUNDS, beat_schedule

TASKS = tuple(f"workers.{name}" for name in ROUNDS)

log = structlog.get_logger("hep.workers")

SECONDS_UNSEEN = 120
"""After how long Redis hands an unacknowledged tick to another worker; no task runs nearly as long."""


def make_celery(settings: Settings) -> Celery:
    """A Celery app that ticks every `tick_seconds`. Losing a message, or all of Redis, costs one tick."""
    made = Celery("hep", broker=settings.celery_broker_url, include=TASKS)
    made.conf.update(
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_default_queue=QUEUE,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": SECONDS_UNSEEN,
            # A killed worker's tick would otherwise come back only after some hundred seconds.
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 5,
            "health_check_interval": 10,
        },
        enable_utc=True,
        timezone="UTC",
        beat_schedule=beat_schedule(settings.tick_seconds),
        beat_schedule_filename=str(settings.data_dir / "beat"),
    )
    return made


@setup_logging.connect
def _log(**_: object) -> None:
    logs.install(Settings.from_env().log_level)


@worker_process_init.connect
def _open(**_: object) -> None:
    process.start(Settings.from_env())


@worker_process_shutdown.connect
def _close(**_: object) -> None:
    process.stop()


@task_failure.connect
def _report(sender: Task, exception: BaseException, **_: object) -> None:
    # Messages of errors can hold what a patient wrote: the kind and the place are enough to find it.
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(exception.__traceback__)]
    log.error("round_failed", task=sender.name, error=type(exception).__name__, frames=frames[-12:])


try:
    celery = make_celery(Settings.from_env())
except SettingsError as error:
    raise SystemExit(error.message) from None
