"""Run stages are counted: two clean sessions a stage, RS0 included [CORRECTIONS B17]."""

import pytest

from hep_api.catalogue.walking import walk
from hep_api.catalogue.walking.running import run_sessions
from hep_api.engine.changing import replace
from hep_api.engine.protocol import AllOf, Predicate
from tests.catalogue.walking.conftest import phase


@pytest.fixture
def running(ground):
    """A phase that runs to a stage, from `start`."""

    def make(stage: str, start: str = "rs0"):
        listing = f"{{slug: run-walk, start_rung: {start}, core: true}}"
        here = ground(phase("{sessions: 1}"), phase(f"{{run: {stage}}}", called="P2", band="R", more="back_to: P1",
                      exercises=listing, entry="{sign_off: clinician}"))  # fmt: skip
        return here.content.protocol.phases[1]

    return make


@pytest.mark.parametrize(
    "stage, start, bone, sessions",
    [("RS8", "rs0", False, 18), ("RS8", "rs0", True, 20), ("RS8", "rs3", False, 12), ("RS1", "rs0", False, 4)],
)
def test_eight_stages_from_the_walk_on_are_eighteen_sessions(running, stage, start, bone, sessions):
    assert run_sessions(running(stage, start), (), bone=bone) == sessions


def test_a_later_phase_goes_on_from_the_stage_that_an_earlier_exit_asked_for(running):
    assert run_sessions(running("RS8"), (running("RS3"),)) == 10


def test_a_phase_without_a_run_in_its_exit_runs_nothing(running):
    still = replace(running("RS8"), exit=AllOf((Predicate("sessions", "", (("at_least", "3"),)),)))
    assert run_sessions(still, ()) == 0


@pytest.mark.parametrize("freq, weeks", [("2/wk", 9), ("3/wk", 6)])
def test_eighteen_runs_take_nine_weeks_at_two_and_six_at_three_a_week(ground, freq, weeks):
    here = ground(
        phase("{sessions: 1}"),
        phase("{run: RS8}", called="P2", band="R", weeks="3, 10", freq=freq, more="back_to: P1",
              exercises="{slug: run-walk, core: true}\n{slug: heel-raise}",
              entry="{sign_off: clinician}"),
    )  # fmt: skip
    assert walk(here)[1].weeks == weeks
