"""What is owed to people: written with its cause, cancelled with its reason."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from hep_api.engine.reminding import Moment, Wishes, check_in_moment, moments, notice_moment
from hep_api.store.db import session
from hep_api.store.models import AlertRow, CareRelationshipRow, DeliveryRow, OccurrenceRow, PatientRow, StaffRow
from hep_api.store.reach import care_lives, in_reach
from hep_api.store.reminders import get_wishes
from hep_api.store.scope import Role, Scope
from hep_api.store.upserts import insert_into
from hep_api.store.zone_rules import zone_rules_version

OPEN = "open"
"""Owed, and not yet on its way to any device."""

UNDER_WAY = "under_way"
"""Due: a delivery exists for every device that the recipient had then."""

RESCHEDULED, LOCKED = "rescheduled", "locked"
"""Why reminders were cancelled that planning may bring back: wishes changed, or a lock stood."""

EXERCISE_DUE, CHECK_IN, PLAN_CHANGED, ALERT = "exercise_due", "check_in", "plan_changed", "alert"
EMERGENCY = "emergency"
"""The kind of care relationship that an emergency makes: whoever looks for an hour does not take alerts over."""

NOTICE = "notice"
"""Word to staff about something that is no alert of theirs: a patient nobody cares for, an emergency access."""

PLAN_AHEAD = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Owed:
    """One notice for one recipient; `subject_id` is the alert, plan or session it is about."""

    recipient_kind: str
    recipient_id: UUID
    kind: str
    moment: Moment
    subject_id: UUID | None = None


def owe(scope: Scope, owed: Owed, now: datetime) -> bool:
    """Owe somebody of the scope's clinic one notice; False when it is owed already or would be too late.

    Nothing twice for a recipient, kind, local day and slot; history that arrives late owes nothing.
    """
    if owed.moment.expires_at <= now:
        return False
    written = insert_into(OccurrenceRow).values(**_values(scope, owed), created_at=now).on_conflict_do_nothing()
    return session().execute(written.returning(OccurrenceRow.id)).one_or_none() is not None


def owe_check_in(scope: Scope, patient_id: UUID, session_id: UUID, credited_on: date, now: datetime) -> bool:
    """Owe the prompt for the morning after a session; False when owed already, too late or without a morning."""
    moment = check_in_moment(credited_on, get_wishes(scope, patient_id).wishes)
    return moment is not None and owe(scope, Owed("patient", patient_id, CHECK_IN, moment, session_id), now)


def owe_plan_changed(scope: Scope, patient_id: UUID, plan_id: UUID, now: datetime) -> bool:
    """Owe a patient the word that a plan changed: one a plan and local day, after quiet hours."""
    moment = notice_moment(now, get_wishes(scope, patient_id).wishes, str(plan_id))
    return owe(scope, Owed("patient", patient_id, PLAN_CHANGED, moment, plan_id), now)


def owe_alert(scope: Scope, patient_id: UUID, alert_id: UUID, now: datetime, *, urgent: bool) -> int:
    """Owe everybody who cares for a patient the word that an alert waits; returns to how many.

    When nobody cares for the patient the clinic's admins are told that something waits, so that they hand over.
    `urgent` (tiers E and U, and every stop) comes at any hour, the rest after quiet hours of the reader's own zone.
    """
    cares = exists().where(
        CareRelationshipRow.clinic_id == StaffRow.clinic_id,
        CareRelationshipRow.staff_id == StaffRow.id,
        CareRelationshipRow.patient_id == patient_id,
        CareRelationshipRow.kind != EMERGENCY,
        care_lives(now),
    )
    team = (
        select(StaffRow.id, StaffRow.zone)
        .where(StaffRow.clinic_id == scope.clinic_id, StaffRow.disabled_at.is_(None), cares)
        .order_by(StaffRow.id)
    )
    carers = session().execute(team).all()
    if not carers:
        return owe_admins(scope, alert_id, now, urgent=urgent)
    owed = 0
    for staff_id, zone in carers:
        moment = notice_moment(now, Wishes(zone), str(alert_id), urgent=urgent)
        owed += owe(scope, Owed("staff", staff_id, ALERT, moment, alert_id), now)
    return owed


def owe_open_alerts(scope: Scope, patient_id: UUID, staff_id: UUID, now: datetime) -> int:
    """Owe one member of staff, new to a patient, the word of each alert that is open; returns how many."""
    zone = session().scalar(select(StaffRow.zone).where(StaffRow.clinic_id == scope.clinic_id, StaffRow.id == staff_id))
    waiting = select(AlertRow.id).where(
        AlertRow.clinic_id == scope.clinic_id, AlertRow.patient_id == patient_id, AlertRow.acknowledged_at.is_(None)
    )
    owed = 0
    for alert_id in session().scalars(waiting.order_by(AlertRow.raised_at, AlertRow.id)).all():
        moment = notice_moment(now, Wishes(zone or "UTC"), str(alert_id))
        owed += owe(scope, Owed("staff", staff_id, ALERT, moment, alert_id), now)
    return owed


def owe_admins(scope: Scope, about: UUID, now: datetime, *, urgent: bool) -> int:
    """Owe every admin at work at the scope's clinic the word that something waits for them; returns to how many."""
    admins = select(StaffRow.id, StaffRow.zone).where(
        StaffRow.clinic_id == scope.clinic_id, StaffRow.role == Role.ADMIN.value, StaffRow.disabled_at.is_(None)
    )
    found = session().execute(admins.order_by(StaffRow.id)).all()
    return sum(owe_notice(scope, staff_id, zone, about, now, urgent=urgent) for staff_id, zone in found)


def owe_notice(scope: Scope, staff_id: UUID, zone: str, about: UUID, now: datetime, *, urgent: bool) -> bool:
    """Owe one member of staff of the scope's clinic word about something that is no alert of theirs."""
    moment = notice_moment(now, Wishes(zone), str(about), urgent=urgent)
    return owe(scope, Owed("staff", staff_id, NOTICE, moment, about), now)


def cancel_open(  # noqa: PLR0917 - what, for whom, when and why: the order in which one says it
    scope: Scope, patient_id: UUID, kinds: Collection[str], on: date | None, reason: str, now: datetime
) -> int:
    """Cancel what is still owed to a patient of these kinds on a local day (None: on any); returns how many.

    What is on the wire at this moment is left to whoever sends it.
    """
    mine = and_(
        OccurrenceRow.clinic_id == scope.clinic_id,
        OccurrenceRow.recipient_id == patient_id,
        OccurrenceRow.kind.in_(kinds),
        *([OccurrenceRow.local_date == on] if on else []),
    )
    return _cancel(mine, reason, now)


def cancel_alert(scope: Scope, alert_id: UUID, reason: str, now: datetime) -> int:
    """Cancel what is still owed about an alert to anybody; returns how many."""
    about = and_(
        OccurrenceRow.clinic_id == scope.clinic_id,
        OccurrenceRow.kind.in_((ALERT, NOTICE)),
        OccurrenceRow.subject_id == alert_id,
    )
    return _cancel(about, reason, now)


def replan(scope: Scope, patient_id: UUID, now: datetime) -> int:
    """Make what is written down for the next 48 hours agree with a patient's wishes; returns how many are owed.

    Only reminders that nobody has begun to deliver move; those that a lock cancelled come back, and the deliverer asks
    again whether the lock still stands. Calling it twice, or from two places at once, changes nothing more.
    """
    settled = get_wishes(scope, patient_id)
    wanted = list(moments(settled.wishes, settled.since, now, PLAN_AHEAD)) if settled.since else []
    keep = {(moment.local_date, moment.slot) for moment in wanted}
    written = select(OccurrenceRow.id, OccurrenceRow.local_date, OccurrenceRow.slot).where(
        OccurrenceRow.clinic_id == scope.clinic_id,
        OccurrenceRow.recipient_id == patient_id,
        OccurrenceRow.kind == EXERCISE_DUE,
        OccurrenceRow.state == OPEN,
        OccurrenceRow.expires_at > now,
    )
    stale = [id_ for id_, day, slot in session().execute(written).all() if (day, slot) not in keep]
    if stale:
        _cancel(and_(OccurrenceRow.id.in_(stale), OccurrenceRow.state == OPEN), RESCHEDULED, now)
    if wanted:
        _write_down(scope, patient_id, wanted, now)
    _forget_lock(scope, patient_id)
    session().execute(
        update(PatientRow)
        .where(in_reach(scope, PatientRow.clinic_id, PatientRow.id), PatientRow.id == patient_id)
        # Without a plan nothing is promised yet: the planner must come back as soon as there is one.
        .values(planned_until=now + PLAN_AHEAD if settled.since else None)
        .execution_options(synchronize_session=False)
    )
    return len(wanted)


def _write_down(scope: Scope, patient_id: UUID, wanted: list[Moment], now: datetime) -> None:
    rows = [_values(scope, Owed("patient", patient_id, EXERCISE_DUE, moment)) for moment in wanted]
    statement = insert_into(OccurrenceRow).values([{**row, "created_at": now} for row in rows])
    moved = ("wall_time", "zone", "tzdata_version", "due_at", "expires_at", "state")
    again = or_(
        OccurrenceRow.state == OPEN,
        and_(OccurrenceRow.state == "cancelled", OccurrenceRow.reason.in_((RESCHEDULED, LOCKED))),
    )
    session().execute(
        statement.on_conflict_do_update(
            index_elements=["recipient_id", "kind", "local_date", "slot"],
            set_={name: statement.excluded[name] for name in moved} | {"settled_at": None, "reason": None},
            where=again,
        )
    )


def _forget_lock(scope: Scope, patient_id: UUID) -> None:
    """What a lock cancelled and nobody wishes for any more must not look as if it waited for the lock to end."""
    session().execute(
        update(OccurrenceRow)
        .where(
            OccurrenceRow.clinic_id == scope.clinic_id,
            OccurrenceRow.recipient_id == patient_id,
            OccurrenceRow.kind == EXERCISE_DUE,
            OccurrenceRow.state == "cancelled",
            OccurrenceRow.reason == LOCKED,
        )
        .values(reason=RESCHEDULED)
        .execution_options(synchronize_session=False)
    )


def _cancel(which: ColumnElement[bool], reason: str, now: datetime) -> int:
    on_the_wire = select(DeliveryRow.id).where(
        DeliveryRow.occurrence_id == OccurrenceRow.id, DeliveryRow.state == "sending", DeliveryRow.settled_at.is_(None)
    )
    owed = select(OccurrenceRow.id).where(which, OccurrenceRow.settled_at.is_(None))
    session().execute(
        update(DeliveryRow)
        .where(DeliveryRow.occurrence_id.in_(owed), DeliveryRow.settled_at.is_(None), DeliveryRow.state != "sending")
        .values(state="cancelled", lease_until=None, detail=reason, settled_at=now)
        .execution_options(synchronize_session=False)
    )
    ended = session().execute(
        update(OccurrenceRow)
        .where(which, OccurrenceRow.settled_at.is_(None), ~on_the_wire.exists())
        .values(state="cancelled", reason=reason, settled_at=now)
        .returning(OccurrenceRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())


def _values(scope: Scope, owed: Owed) -> dict[str, Any]:
    moment = owed.moment
    return {
        "id": uuid4(),
        "clinic_id": scope.clinic_id,
        "recipient_kind": owed.recipient_kind,
        "recipient_id": owed.recipient_id,
        "kind": owed.kind,
        "subject_id": owed.subject_id,
        "local_date": moment.local_date,
        "slot": moment.slot,
        "wall_time": moment.wall_time,
        "zone": moment.zone,
        "tzdata_version": zone_rules_version(),
        "due_at": moment.due_at,
        "expires_at": moment.expires_at,
        "state": OPEN,
    }
