"""A fact that decides nothing may still tell of pain that somebody must look at."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from hep_api.engine.alarms import SEVERE_SCORE, worst_pain
from hep_api.engine.facts import Body, Fact
from hep_api.engine.outcomes import ScopeKind
from hep_api.engine.pain import ceil_score
from hep_api.store import alerts, changes, occurrences
from hep_api.store.models import AlertRow
from hep_api.store.scope import Scope

RULE = "S4"


def is_severe(body: Body) -> bool:
    """Whether a report tells of pain in the band that stops everything (S4)."""
    worst = worst_pain(body)
    return worst is not None and ceil_score(worst) >= SEVERE_SCORE


def alert_unheeded(scope: Scope, patient_id: UUID, fact: Fact, now: datetime) -> None:
    """Alert the clinic to severe pain in a fact that was kept without effect, in the transaction that keeps it.

    The phone's clock was wrong or the plan had ended: no dose follows from it, and no lock, but a person reads it.
    """
    if not is_severe(fact.body):
        return
    alert_id = uuid5(NAMESPACE_URL, f"hep:alert:kept:{patient_id}:{fact.id}")
    row = AlertRow(
        id=alert_id,
        clinic_id=scope.clinic_id,
        patient_id=patient_id,
        plan_id=None,
        rule=RULE,
        tier=None,
        scope=str(ScopeKind.PROGRAMME),
        scope_value="all",
        decision_id=None,
        raised_at=now,
    )
    if alerts.add_alert(scope, row):
        changes.announce(scope, patient_id, "alert", str(alert_id), now)
        occurrences.owe_alert(scope, patient_id, alert_id, now, urgent=True)
