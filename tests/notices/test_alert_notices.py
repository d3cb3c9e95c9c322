"""Alerts come to those who care for the patient, at any hour when they cannot wait."""

from datetime import timedelta
from uuid import uuid4

import pytest

from hep_api.notices.deliver import deliver_notices
from hep_api.store import alerts, care
from hep_api.store import occurrences as store
from hep_api.store.db import write
from hep_api.store.models import AlertRow
from tests.builders.clinics import add_colleague
from tests.notices.builders import MONDAY_NOON, a_courier, add_phone, occurrences


@pytest.fixture(autouse=True)
def phone_of_the_therapist(clinic):
    return add_phone(clinic.therapist, "phone-of-the-therapist")


def raise_alert(clinic, plan_id, now, *, urgent):
    alert_id = uuid4()
    with write():
        alerts.add_alert(
            clinic.patient,
            AlertRow(
                id=alert_id, clinic_id=clinic.id, patient_id=clinic.patient.subject_id, plan_id=plan_id, rule="S4",
                scope="programme", scope_value="", raised_at=now,
            ),
        )  # fmt: skip
        store.owe_alert(clinic.patient, clinic.patient.subject_id, alert_id, now, urgent=urgent)
    return alert_id


def test_an_urgent_alert_reaches_whoever_cares_at_any_hour(clinic, plan_id, sender):
    night = MONDAY_NOON + timedelta(hours=14)
    add_phone(add_colleague(clinic.therapist), "phone-of-a-colleague-who-does-not-care-for-the-patient")
    raise_alert(clinic, plan_id, night, urgent=True)
    deliver_notices(a_courier(sender, night), 5)
    assert [(m.template.value, m.address.value) for m in sender.messages] == [("alert", "phone-of-the-therapist")]


def test_an_alert_that_can_wait_waits_for_the_morning(clinic, plan_id, sender):
    night = MONDAY_NOON + timedelta(hours=14)
    raise_alert(clinic, plan_id, night, urgent=False)
    deliver_notices(a_courier(sender, night), 5)
    assert sender.messages == []
    deliver_notices(a_courier(sender, MONDAY_NOON + timedelta(hours=20)), 5)
    assert sender.templates == ["alert"]


def test_who_no_longer_cares_for_the_patient_is_not_told(clinic, plan_id, sender):
    raise_alert(clinic, plan_id, MONDAY_NOON, urgent=True)
    with write():
        care.end_care(clinic.therapist, clinic.patient.subject_id, clinic.therapist.subject_id, MONDAY_NOON)
    deliver_notices(a_courier(sender, MONDAY_NOON), 5)
    assert sender.messages == []


def test_an_acknowledged_alert_rings_nowhere_else(clinic, plan_id, sender):
    alert_id = raise_alert(clinic, plan_id, MONDAY_NOON, urgent=True)
    with write():
        assert store.cancel_alert(clinic.therapist, alert_id, "acknowledged", MONDAY_NOON) == 1
    deliver_notices(a_courier(sender, MONDAY_NOON), 5)
    assert sender.messages == []
    assert occurrences("alert")[0].state == "cancelled"
