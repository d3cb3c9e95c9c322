"""What a recorded fact makes us owe somebody: prompts, notices and alerts, as rows in the same transaction."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from hep_api.engine.facts import Action, Fact, MorningReport, SessionLog, Verb
from hep_api.engine.outcomes import Decision, Outcome, Stage
from hep_api.engine.state import Course
from hep_api.store import occurrences
from hep_api.store.scope import Scope

NOT_URGENT = frozenset({"R8"})
"""Alerts that wait for the reader's morning: a plan that has to be looked at again is no emergency."""


def owe_notices(
    scope: Scope,
    patient_id: UUID,
    after: Course,
    raised: Iterable[UUID],
    made: Iterable[Decision],
    fact: Fact | None,
    now: datetime,
) -> None:
    """Owe what follows from a recorded fact and the decisions it led to; `raised` are the new alerts."""
    for alert in after.alerts:
        if alert.id in set(raised):
            urgent = alert.tier != "C" and alert.rule not in NOT_URGENT
            occurrences.owe_alert(scope, patient_id, alert.id, now, urgent=urgent)
    if fact is not None:
        _after_fact(scope, patient_id, fact, now)
    if after.locks:
        adherence = (occurrences.EXERCISE_DUE,)
        occurrences.cancel_open(scope, patient_id, adherence, None, "locked", now)
    for plan_id in {decision.plan_id for decision in made if _shows(decision)}:
        occurrences.owe_plan_changed(scope, patient_id, plan_id, now)


def _after_fact(scope: Scope, patient_id: UUID, fact: Fact, now: datetime) -> None:
    match fact.body:
        case SessionLog():
            kinds = (occurrences.EXERCISE_DUE,)
            occurrences.cancel_open(scope, patient_id, kinds, fact.credited_on, "logged", now)
            if fact.drives:
                occurrences.owe_check_in(scope, patient_id, fact.id, fact.credited_on, now)
        case MorningReport():
            kinds = (occurrences.CHECK_IN,)
            occurrences.cancel_open(scope, patient_id, kinds, fact.credited_on, "reported", now)
        case Action(verb=Verb.ACKNOWLEDGE, target=UUID() as alert_id):
            occurrences.cancel_alert(scope, alert_id, "acknowledged", now)


def _shows(decision: Decision) -> bool:
    """Whether the patient's plan looks different afterwards: a session's own answer has told about that session."""
    if decision.proposed or decision.stage is Stage.PROVISIONAL:
        return False
    if decision.outcome in (Outcome.ADVANCE_PHASE, Outcome.APPLY_STEP):
        return True
    return decision.before is not None and decision.after is not None and decision.before != decision.after
