"""A patient with a plan and a clock that stands on Monday 2 March 2026, 10:00 in Madrid."""

from uuid import UUID

import pytest

from tests.builders.clinics import Clinic
from tests.builders.clocks import HandClock
from tests.builders.plans import assign_plan
from tests.builders.told import Told


@pytest.fixture
def plan_id(clinic: Clinic, hand_clock: HandClock) -> UUID:
    """A hip plan, assigned an hour ago."""
    hand_clock.wait(hours=-1)
    made = assign_plan(clinic)
    hand_clock.wait(hours=1)
    return made


@pytest.fixture
def told(clinic: Clinic, plan_id: UUID) -> Told:
    """What the patient tells."""
    return Told(clinic, plan_id)
