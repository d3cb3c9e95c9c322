"""Recording facts and reading courses: the only writer of facts, decisions, alerts and snapshots."""

from hep_api.courses.boundaries import persist_due
from hep_api.courses.checking import Report
from hep_api.courses.intake import instant_of, take_in
from hep_api.courses.reading import DayState, course_at, day_of
from hep_api.courses.recording import Recorded, Submission, record

__all__ = [
    "DayState",
    "Recorded",
    "Report",
    "Submission",
    "course_at",
    "day_of",
    "instant_of",
    "persist_due",
    "record",
    "take_in",
]
