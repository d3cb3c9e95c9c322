"""Writes down the exercise reminders of the next two days."""

from datetime import datetime

import structlog

from hep_api.store.db import acting, write
from hep_api.store.occurrences import replan
from hep_api.store.occurrences_due import patients_to_plan, plan_later
from hep_api.store.scope import Scope

PATIENTS_A_TURN = 50

log = structlog.get_logger("hep.notices")


def plan_notices(now: datetime, most_turns: int = 20) -> int:
    """Plan for every patient for whom too little is written down, a short transaction each; returns how many.

    Whether something is due on that day is asked when the reminder goes out, not now: until then it can change. Two
    planners at once do the work twice and change nothing more.
    """
    planned = 0
    for _ in range(most_turns):
        scopes = patients_to_plan(now, PATIENTS_A_TURN)
        for scope in scopes:
            _plan_one(scope, now)
        planned += len(scopes)
        if len(scopes) < PATIENTS_A_TURN:
            break
    return planned


def _plan_one(scope: Scope, now: datetime) -> None:
    try:
        with acting(scope), write():
            replan(scope, scope.subject_id, now)
    except (ValueError, LookupError, OSError) as error:
        # Such as a zone that these zone rules do not know: the others are planned all the same.
        log.error("patient_not_planned", error=type(error).__name__)  # noqa: TRY400 - no traceback: it may hold data
        with write():
            plan_later(scope.subject_id, now)
