"""A patient with a plan and a phone."""

from uuid import UUID

import pytest

from tests.builders.clinics import Clinic
from tests.notices.builders import FakeSender, add_phone, add_plan


@pytest.fixture
def plan_id(clinic: Clinic) -> UUID:
    return add_plan(clinic.patient, clinic.therapist)


@pytest.fixture
def phone(clinic: Clinic) -> UUID:
    return add_phone(clinic.patient, "phone-of-the-patient")


@pytest.fixture
def sender() -> FakeSender:
    return FakeSender()
