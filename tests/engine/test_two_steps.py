"""A session is judged twice; what is put into effect at its end is not put into effect again the next morning."""

import pytest

from hep_api.engine.facts import Form
from hep_api.engine.outcomes import PROGRESSING, Outcome, Stage
from tests.engine.builders import Story, content, exercise
from tests.engine.cases import SHORT, at_top, lifting, outcomes, story


def dose(told: Story, slug: str = "clam") -> tuple[int, int, int]:
    """Rung, sets and target now."""
    slot = told.slot(slug)
    return slot.rung, slot.dose.sets, slot.dose.target


def test_a_good_session_waits_for_its_morning() -> None:
    told = story()
    told.session(0)
    assert (told.said().stage, told.said().outcome, told.said().rule) == (Stage.PROVISIONAL, Outcome.HOLD, "H1")
    assert dose(told) == (0, 3, 8)
    told.morning(1)
    assert (told.said().stage, dose(told)) == (Stage.FINAL, (0, 3, 9))


@pytest.mark.parametrize("pain", [3, 5, 6, 9])
def test_bad_news_takes_effect_at_the_end_of_the_session(pain: int) -> None:
    told = story("tendon" if pain == 6 else "standard")
    told.session(0, pain=pain)
    assert told.said().outcome not in PROGRESSING
    assert told.course.locks or dose(told) != (0, 3, 8)


def test_an_eased_dose_is_eased_once_although_judged_twice() -> None:
    told = story()
    told.session(0, pain=3)
    assert dose(told) == (0, 2, 8)
    told.morning(1)
    assert dose(told) == (0, 2, 8)


def test_a_flare_after_an_eased_session_regresses_from_where_the_session_stood() -> None:
    told = story()
    told.adjust(0, "clam", rung=1)
    told.session(0, pain=3)
    told.morning(1, 3)
    assert dose(told) == (0, 3, 10)


def test_an_eased_session_is_not_eased_again_by_a_morning_that_comes_after_the_next_session() -> None:
    told = story()
    told.adjust(0, "clam", rung=2)
    told.session(0, pain=3)
    told.session(1, clock="06:00")
    eased = dose(told)
    told.morning(1, 1, clock="07:30")
    assert dose(told) == eased == (2, 2, 8)


def test_a_flare_told_after_the_next_session_still_regresses() -> None:
    told = story()
    told.adjust(0, "clam", rung=2)
    told.session(0)
    told.session(1, clock="06:00")
    told.morning(1, 3, clock="07:30")
    assert dose(told) == (1, 3, 10)


def test_a_session_earns_nothing_once_the_next_has_begun() -> None:
    told = story()
    told.session(0)
    told.session(1, clock="06:00")
    told.morning(1, 1, clock="07:30")
    assert dose(told) == (0, 3, 8)
    first = next(r for r in told.slot().results if r.on == told.start)
    assert first.final is Outcome.HOLD


def test_the_cut_off_holds_and_a_report_of_the_same_day_supersedes_it() -> None:
    told = story()
    session = told.session(0)
    told.until(1, "12:00")
    held = told.said()
    assert (held.outcome, held.rule, dose(told)) == (Outcome.HOLD, "H1", (0, 3, 8))
    told.morning(1, 1, clock="15:00")
    better = told.said()
    assert (better.key, better.outcome, better.trigger) == (held.key, Outcome.INCREASE_REPS, str(session.id))
    assert dose(told) == (0, 3, 9)


def test_a_second_report_of_a_morning_changes_nothing_when_it_says_the_same() -> None:
    told = at_top()
    told.session(6)
    told.morning(7)
    first, once = told.said(), told.slot()
    told.morning(7, 1, clock="09:00")
    assert (told.said().outcome, told.said().before, told.said().after) == (first.outcome, first.before, first.after)
    assert told.slot().shown == once.shown
    assert told.slot().harder_on == once.harder_on


def test_a_worse_second_report_takes_the_step_back() -> None:
    told = at_top()
    told.trained(6)
    assert dose(told)[0] == 1
    told.morning(7, 2, clock="09:00")
    assert (told.said().rule, dose(told)) == ("H2", (0, 3, 10))


def test_of_two_reports_of_one_morning_the_worse_counts_whatever_their_order() -> None:
    for scores in ((1, 2), (2, 1)):
        told = story()
        told.session(0)
        told.morning(1, scores[0])
        told.morning(1, scores[1], clock="09:00")
        assert told.said().rule == "H2"


def test_what_a_decision_shows_is_what_the_prescription_becomes() -> None:
    for pain, morning in ((1, 1), (3, 1), (1, 3), (6, 1)):
        told = story("tendon")
        told.session(0, pain=pain)
        assert told.said().after == told.slot().shown
        told.morning(1, morning)
        assert told.said().after == told.slot().shown


def test_a_second_bout_is_at_best_a_hold() -> None:
    told = story()
    told.session(0, clock="09:00")
    told.session(0, clock="18:00", bout=2)
    told.morning(1)
    finals = [d for d in told.course.emitted if d.stage is Stage.FINAL]
    assert {d.outcome for d in finals} == {Outcome.HOLD}
    assert dose(told) == (0, 3, 8)


def test_a_second_session_of_a_day_is_a_second_bout_whatever_it_says() -> None:
    told = story()
    told.session(0, clock="09:00")
    told.session(0, clock="18:00")
    told.morning(1)
    assert dose(told) == (0, 3, 8)
    assert [(result.bout, result.qualifies) for result in told.slot().results] == [(1, True), (2, False)]


def test_a_bad_second_bout_eases_and_the_clean_first_one_does_not_undo_it() -> None:
    told = story()
    told.session(0, clock="09:00")
    told.session(0, clock="18:00", pain=4, bout=2)
    assert dose(told) == (0, 2, 8)
    told.morning(1)
    assert dose(told) == (0, 2, 8)


def test_two_bad_bouts_of_one_day_ease_once() -> None:
    told = story()
    told.session(0, clock="09:00", pain=4)
    told.session(0, clock="18:00", pain=4, bout=2)
    told.morning(1)
    assert dose(told) == (0, 2, 8)
    assert (Outcome.REGRESS, "R4") not in outcomes(told)


def test_a_clean_second_bout_leaves_the_red_of_the_first() -> None:
    told = story("tendon")
    told.session(0, clock="09:00", pain=6)
    told.session(0, clock="18:00", bout=2)
    told.morning(1)
    assert [red.rule for red in told.plan.reds if not red.flare] == ["R1"]


def test_a_day_with_two_bouts_counts_once_towards_two_in_a_row() -> None:
    told = at_top()
    told.session(6, clock="09:00")
    told.session(6, clock="18:00", bout=2)
    told.morning(7)
    assert dose(told) == (0, 3, 10)
    told.trained(7)
    assert told.said().outcome is Outcome.ADVANCE_VARIANT


def test_a_session_that_opens_before_the_morning_closes_the_one_before_on_hold() -> None:
    told = story()
    told.session(0)
    told.session(1, clock="06:30")
    finals = [d for d in told.course.emitted if d.stage is Stage.FINAL]
    assert [(d.outcome, d.rule) for d in finals] == [(Outcome.HOLD, "H1")]


def test_one_exercise_of_a_family_becomes_harder_a_day_and_it_is_the_first_prescribed() -> None:
    told = Story(content(exercise("clam", dose=SHORT), exercise("bridge", "hip_ext", dose=SHORT, also=("hip_abd",))))
    for day in range(6):
        both(told, day)
    both(told, 6)
    assert (dose(told, "clam")[0], dose(told, "bridge")[0]) == (1, 0)
    assert told.said("bridge").reasons[-1].key == "hold.family_today"
    both(told, 7)
    assert dose(told, "bridge")[0] == 1


def both(told: Story, day: int) -> None:
    """Bridges logged before clamshells, against the order of the plan."""
    told.session(day, told.log("bridge"), told.log("clam"))
    told.morning(day + 1)


def test_a_weight_found_by_the_patient_is_no_step_up() -> None:
    told = lifting(20, days=1)
    assert told.slot("press").dose.load.value == 20
    assert not [d for d in told.course.emitted if d.outcome in PROGRESSING]


@pytest.mark.parametrize("answers", [{"load": 15}, {"reps": 9}, {"form": Form.MINOR}])
def test_less_than_prescribed_earns_nothing(answers: dict[str, object]) -> None:
    told = lifting(50)
    told.trained(6, slug="press", **answers)
    assert told.said("press").outcome is Outcome.HOLD


def test_more_than_prescribed_earns_no_more() -> None:
    told = story()
    told.trained(0, reps=30)
    assert dose(told) == (0, 3, 9)
