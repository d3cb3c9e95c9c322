"""The walk of a perfect patient against the session counts that the clinical review computed by hand."""

import pytest

from hep_api.catalogue.grammar import parse_dose
from hep_api.catalogue.reach import sessions_needed
from hep_api.engine.protocol import Listing, Predicate


def needed(catalogue, slug, *, dose=None, start=None, **args):
    exercise = catalogue.exercises[slug].exercise
    listing = Listing(slug, dose=parse_dose(dose) if dose else None, start_rung=start)
    predicate = Predicate("rep", slug, tuple((name, str(value)) for name, value in args.items()))
    return sessions_needed(exercise, listing, predicate)


@pytest.mark.parametrize(
    "slug, rung, target, sessions",
    [
        ("step-down", "8-inch", 15, 35),
        ("single-leg-squat", "free-to-60-deg", 10, 38),
    ],
)
def test_counts_sessions_as_the_review_did(catalogue, slug, rung, target, sessions):
    """Both are longer than the phases they once guarded: 35 and 38 sessions are 12 weeks at three a week."""
    assert needed(catalogue, slug, rung=rung, sets=3, target=target) == sessions


def test_a_higher_start_shortens_the_walk(catalogue):
    assert needed(catalogue, "hip-hike", rung="4-inch-step-unsupported", sets=3, target=20) == 20
    assert needed(catalogue, "hip-hike", start="4-inch-step-supported", rung="4-inch-step-unsupported", target=20) == 13


def test_the_top_of_the_range_twice_takes_one_session_more(catalogue):
    assert needed(catalogue, "clamshell", dose="2-3x8-20", top="true", sessions=2) == 8


def test_a_fixed_number_needs_two_sessions_a_rung(catalogue):
    assert needed(catalogue, "lateral-band-walk", rung="band-at-forefeet", sets=3, target=40) == 5


def test_seconds_climb_in_fives(catalogue):
    assert needed(catalogue, "side-plank", rung="wall", target=45) == 7


def test_nothing_is_asked_of_form_alone_or_of_a_scheduled_exercise(catalogue):
    assert needed(catalogue, "clamshell", form="ok") is None
    assert needed(catalogue, "hsr-heel-raise-seated", top="true") is None
