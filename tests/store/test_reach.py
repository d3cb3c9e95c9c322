"""Who reaches whom: by a live care relationship, inside one clinic, and not otherwise."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from hep_api.errors import NotFound, Stale
from hep_api.store import alerts, care, changes, contents, patients, plans, staff, worklist
from hep_api.store.db import write
from hep_api.store.models import AlertRow, PlanRow
from hep_api.store.scope import Role, Scope
from tests.builders.clinics import FOUNDED_AT, Clinic, add_colleague, add_patient, found_clinic


def make_plan(clinic: Clinic, *, status: str = "active") -> PlanRow:
    row = PlanRow(
        id=uuid4(), clinic_id=clinic.id, patient_id=clinic.patient.subject_id, protocol_id="pfp",
        protocol_version="1.0.0", content_hash="x", status=status, phase="P1", started_on=FOUNDED_AT.date(),
        side="left", autonomy="suggest", created_at=FOUNDED_AT, created_by=clinic.therapist.subject_id,
    )  # fmt: skip
    with write():
        return plans.add_plan(clinic.therapist, row)


def make_alert(clinic: Clinic, *, minutes: int = 0, tier: str | None = None) -> AlertRow:
    row = AlertRow(
        id=uuid4(), clinic_id=clinic.id, patient_id=clinic.patient.subject_id, rule="S1", tier=tier, scope="programme",
        scope_value="", raised_at=FOUNDED_AT + timedelta(minutes=minutes),
    )  # fmt: skip
    with write():
        alerts.add_alert(clinic.therapist, row)
    return row


@pytest.fixture(params=["colleague", "ended care", "other clinic", "other patient", "admin"])
def stranger(request: pytest.FixtureRequest, clinic: Clinic) -> Scope:
    """Everybody who must not reach the clinic's patient."""
    match request.param:
        case "colleague":
            return add_colleague(clinic.therapist)
        case "admin":
            return add_colleague(clinic.therapist, role=Role.ADMIN)
        case "other clinic":
            return found_clinic("Other").therapist
        case "other patient":
            return add_patient(clinic.therapist)
        case _:
            former = add_colleague(clinic.therapist)
            with write():
                care.begin_care(clinic.therapist, clinic.patient.subject_id, former.subject_id, FOUNDED_AT)
                care.end_care(clinic.therapist, clinic.patient.subject_id, former.subject_id, FOUNDED_AT)
            return former


def seen_by(scope: Scope, clinic: Clinic, plan: PlanRow, alert: AlertRow) -> dict[str, bool]:
    """Which reads give the scope anything of the clinic's patient."""
    patient_id = clinic.patient.subject_id
    answers = {
        "patient": patients.find_patient(scope, patient_id),
        "plan": plans.find_plan(scope, plan.id),
        "plans": plans.list_plans(scope, patient_id),
        "alert": alerts.find_alert(scope, alert.id),
        "alerts": alerts.list_alerts(scope),
        "changes": changes.list_changes(scope, patient_id),
    }
    return {name: bool(answer) for name, answer in answers.items()}


def test_a_stranger_reads_nothing(stranger: Scope, clinic: Clinic) -> None:
    plan, alert = make_plan(clinic), make_alert(clinic)
    with write():
        changes.announce(clinic.patient, clinic.patient.subject_id, "plan", str(plan.id), FOUNDED_AT)
    assert not any(seen_by(stranger, clinic, plan, alert).values())
    assert all(seen_by(clinic.therapist, clinic, plan, alert).values())
    assert all(seen_by(clinic.patient, clinic, plan, alert).values())


def test_a_stranger_changes_nothing(stranger: Scope, clinic: Clinic) -> None:
    plan, alert = make_plan(clinic), make_alert(clinic)
    with pytest.raises(NotFound), write():
        patients.change_patient(stranger, clinic.patient.subject_id, {"name": "X"}, None)
    with pytest.raises(NotFound), write():
        plans.change_plan(stranger, plan.id, {"status": "ended"})
    with pytest.raises(NotFound), write():
        alerts.settle_alert(stranger, alert.id, by=stranger.subject_id, reason="r", outcome="o", at=FOUNDED_AT)
    assert patients.get_patient(clinic.therapist, clinic.patient.subject_id).name == "Alex Sample"
    assert plans.get_plan(clinic.therapist, plan.id).status == "active"
    assert alerts.get_alert(clinic.therapist, alert.id).acknowledged_at is None


def test_a_stranger_does_not_list_the_patient(stranger: Scope, clinic: Clinic) -> None:
    listed = {item.patient.id for item in worklist.work_items(stranger)}
    assert clinic.patient.subject_id not in listed or stranger.subject_id == clinic.patient.subject_id


def test_a_change_that_is_based_on_an_old_version_is_refused(clinic: Clinic) -> None:
    plan = make_plan(clinic)
    with write():
        assert plans.change_plan(clinic.therapist, plan.id, {"phase": "P2"}, version=1).version == 2
    with pytest.raises(Stale), write():
        plans.change_plan(clinic.therapist, plan.id, {"phase": "P3"}, version=1)
    assert plans.get_plan(clinic.therapist, plan.id).phase == "P2"


def test_ended_plans_can_be_left_out(clinic: Clinic) -> None:
    make_plan(clinic, status="ended")
    live = make_plan(clinic)
    patient_id = clinic.patient.subject_id
    assert len(plans.list_plans(clinic.therapist, patient_id)) == 2
    assert [plan.id for plan in plans.list_plans(clinic.therapist, patient_id, ended=False)] == [live.id]


def test_alerts_come_newest_first_in_pages(clinic: Clinic) -> None:
    made = [make_alert(clinic, minutes=minute) for minute in range(5)]
    first = alerts.list_alerts(clinic.therapist, limit=2)
    second = alerts.list_alerts(clinic.therapist, limit=9, before=(first[-1].raised_at, first[-1].id))
    assert [alert.id for alert in [*first, *second]] == [alert.id for alert in reversed(made)]


def test_the_first_acknowledgement_stays(clinic: Clinic) -> None:
    alert = make_alert(clinic)
    with write():
        alerts.settle_alert(
            clinic.therapist, alert.id, by=clinic.therapist.subject_id, reason="seen", outcome="call", at=FOUNDED_AT
        )
    with write():
        alerts.settle_alert(clinic.therapist, alert.id, by=uuid4(), reason="again", outcome="none", at=FOUNDED_AT)
    assert alerts.get_alert(clinic.therapist, alert.id).reason == "seen"
    assert alerts.list_alerts(clinic.therapist) == []
    assert len(alerts.list_alerts(clinic.therapist, is_open=False)) == 1


def test_raising_the_same_alert_twice_keeps_the_first(clinic: Clinic) -> None:
    alert = make_alert(clinic)
    again = AlertRow(
        id=alert.id, clinic_id=clinic.id, patient_id=clinic.patient.subject_id, rule="S2", scope="programme",
        scope_value="", raised_at=FOUNDED_AT,
    )  # fmt: skip
    with write():
        alerts.add_alert(clinic.therapist, again)
    assert alerts.get_alert(clinic.therapist, alert.id).rule == "S1"


def test_changes_are_numbered_and_followed_without_a_gap(clinic: Clinic) -> None:
    patient_id = clinic.patient.subject_id
    for reference in "abcde":
        with write():
            changes.announce(clinic.patient, patient_id, "fact", reference, FOUNDED_AT)
    first = changes.list_changes(clinic.patient, patient_id, limit=2)
    rest = changes.list_changes(clinic.patient, patient_id, after=first[-1].sequence)
    assert [(row.sequence, row.ref_id) for row in [*first, *rest]] == [(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, "e")]


def test_carers_are_the_live_staff_of_a_patient(clinic: Clinic) -> None:
    second = add_colleague(clinic.therapist)
    with write():
        care.begin_care(second, clinic.patient.subject_id, second.subject_id, FOUNDED_AT + timedelta(days=1))
    found = staff.carers_of(clinic.therapist, clinic.patient.subject_id, FOUNDED_AT + timedelta(days=1))
    assert [row.id for row in found] == [clinic.therapist.subject_id, second.subject_id]


def test_content_is_kept_byte_for_byte_and_only_once(app: Flask) -> None:
    with write():
        contents.store_content("abc", "plan", b'{"a":1.0}', FOUNDED_AT)
    with write():
        contents.store_content("abc", "plan", b"other", FOUNDED_AT)
    assert contents.get_content("abc") == b'{"a":1.0}'
    assert contents.find_content("abd") is None
    with pytest.raises(NotFound):
        contents.get_content("abd")
