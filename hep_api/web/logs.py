"""Logs as one JSON object a line, on standard error."""

import logging
import sys

import structlog


def install(level: str) -> None:
    """Send everything at or above a level ("INFO" ...) as JSON lines; one event can never look like two."""
    number = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        # Standard error as it is when the line is written: test runners and daemons replace it.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=max(number, logging.WARNING), format='{"level": "%(levelname)s", "logger": "%(name)s"}')
