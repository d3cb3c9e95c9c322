"""A patient with a plan, a phone and a clock that stands on Monday 2 March 2026, 10:00 in Madrid."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from hep_api.store.scope import Scope
from tests.builders.clinics import Clinic
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone
from tests.builders.plans import assign_plan


@pytest.fixture
def plan_id(clinic: Clinic, hand_clock: HandClock) -> UUID:
    """A hip plan, assigned an hour ago."""
    hand_clock.wait(hours=-1)
    made = assign_plan(clinic)
    hand_clock.wait(hours=1)
    return made


@pytest.fixture
def phone(client: FlaskClient, clinic: Clinic, plan_id: UUID, headers: Callable[[Scope], dict[str, str]]) -> Phone:
    """The patient's phone, signed in."""
    return Phone(client, headers, clinic.patient)
