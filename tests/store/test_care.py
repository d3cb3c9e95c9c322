"""A care relationship lives from when until when it says, by the product's clock; kinds live side by side."""

from datetime import datetime, timedelta

import pytest

from hep_api.store import care, patients, staff
from hep_api.store.care import Care
from hep_api.store.db import write
from hep_api.store.scope import Scope
from tests.builders.clinics import Clinic, add_colleague
from tests.builders.clocks import HandClock


@pytest.fixture
def colleague(clinic: Clinic) -> Scope:
    return add_colleague(clinic.therapist)


def cover(clinic: Clinic, colleague: Scope, start: datetime, until: datetime | None) -> None:
    with write():
        care.begin_care(
            clinic.therapist, clinic.patient.subject_id, colleague.subject_id, start,
            kind=Care.COVERING, reason="Holiday", until=until,
        )  # fmt: skip


def reaches(scope: Scope, clinic: Clinic) -> bool:
    return patients.find_patient(scope, clinic.patient.subject_id) is not None


def test_covering_begins_and_ends_by_itself(hand_clock: HandClock, clinic: Clinic, colleague: Scope) -> None:
    cover(clinic, colleague, hand_clock.at + timedelta(days=1), hand_clock.at + timedelta(days=2))
    seen = []
    for _ in range(3):
        seen.append(reaches(colleague, clinic))
        hand_clock.wait(days=1)
    assert seen == [False, True, False]


def test_the_end_itself_is_outside(hand_clock: HandClock, clinic: Clinic, colleague: Scope) -> None:
    cover(clinic, colleague, hand_clock.at, hand_clock.at + timedelta(hours=1))
    hand_clock.wait(minutes=59, seconds=59)
    assert reaches(colleague, clinic)
    hand_clock.wait(seconds=1)
    assert not reaches(colleague, clinic)


def test_the_end_of_one_kind_leaves_the_other(hand_clock: HandClock, clinic: Clinic, colleague: Scope) -> None:
    cover(clinic, colleague, hand_clock.at, None)
    with write():
        care.begin_care(clinic.therapist, clinic.patient.subject_id, colleague.subject_id, hand_clock.at)
        care.end_care(
            clinic.therapist, clinic.patient.subject_id, colleague.subject_id, hand_clock.at, kind=Care.COVERING
        )
    assert reaches(colleague, clinic)
    with write():
        care.end_care(clinic.therapist, clinic.patient.subject_id, colleague.subject_id, hand_clock.at)
    assert not reaches(colleague, clinic)


def test_whoever_cares_twice_is_one_carer(hand_clock: HandClock, clinic: Clinic, colleague: Scope) -> None:
    for kind in Care:
        with write():
            care.begin_care(clinic.therapist, clinic.patient.subject_id, colleague.subject_id, hand_clock.at, kind=kind)
    found = staff.carers_of(clinic.therapist, clinic.patient.subject_id, hand_clock.at)
    assert [row.id for row in found] == [clinic.therapist.subject_id, colleague.subject_id]


def test_beginning_again_replaces_and_keeps_the_history(
    hand_clock: HandClock, clinic: Clinic, colleague: Scope
) -> None:
    cover(clinic, colleague, hand_clock.at, hand_clock.at + timedelta(days=1))
    hand_clock.wait(hours=1)
    cover(clinic, colleague, hand_clock.at, hand_clock.at + timedelta(days=9))
    hand_clock.wait(days=5)
    assert reaches(colleague, clinic)
    rows = [row for row in care.list_care(clinic.therapist, clinic.patient.subject_id) if row.kind == "covering"]
    assert [row.ended_at is None for row in rows] == [True, False]
    assert {row.begun_by for row in rows} == {clinic.therapist.subject_id}
    assert {row.reason for row in rows} == {"Holiday"}


def test_who_leaves_reaches_nobody(hand_clock: HandClock, clinic: Clinic) -> None:
    with write():
        care.end_all_care(clinic.therapist, clinic.therapist.subject_id, hand_clock.at)
    assert not reaches(clinic.therapist, clinic)
    assert care.list_cared_for(clinic.therapist, clinic.therapist.subject_id, hand_clock.at) == []


def test_what_begins_later_takes_over_then_and_leaves_no_gap(
    hand_clock: HandClock, clinic: Clinic, colleague: Scope
) -> None:
    cover(clinic, colleague, hand_clock.at, None)
    cover(clinic, colleague, hand_clock.at + timedelta(days=1), hand_clock.at + timedelta(days=2))
    seen = []
    for _ in range(4):
        seen.append(reaches(colleague, clinic))
        hand_clock.wait(hours=18)
    assert seen == [True, True, True, False]


def test_what_is_planned_can_be_ended_at_once(hand_clock: HandClock, clinic: Clinic, colleague: Scope) -> None:
    cover(clinic, colleague, hand_clock.at, None)
    cover(clinic, colleague, hand_clock.at + timedelta(days=1), None)
    with write():
        care.end_care(clinic.therapist, clinic.patient.subject_id, colleague.subject_id, hand_clock.at)
    for _ in range(3):
        assert not reaches(colleague, clinic)
        hand_clock.wait(days=1)
