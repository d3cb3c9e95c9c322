"""When a phase is left: every clause, at the end of the day, and never past a clinician's signature."""

from decimal import Decimal

import pytest

from hep_api.engine.dose import DoseRange, Frequency
from hep_api.engine.facts import Side, Verb
from hep_api.engine.outcomes import Outcome
from hep_api.engine.phases import readiness
from hep_api.engine.protocol import AllOf, Band, Listing, Predicate
from tests.engine.builders import Story, clause, content, exercise, loaded, phase
from tests.engine.cases import SHORT, first_week, sign_off, two_phases, unlock_all


def unmet(told: Story, day: int) -> set[str]:
    """The clauses that are still open on a day."""
    return {check.key for check in readiness(told.course, told.plan, told.at(day, "12:00").date()) if not check.met}


def test_the_phase_changes_at_the_end_of_the_day_on_which_the_last_clause_holds() -> None:
    told = first_week(Story(two_phases()))
    told.until(6, "23:59")
    assert told.plan.phase.id == "P1"
    told.until(7, "00:00")
    assert (told.plan.phase.id, told.plan.phase.entered_on) == ("P2", told.at(7, "00:00").date())
    assert (told.last().phase_before, told.last().phase_after) == ("P1", "P2")


def test_minimum_weeks_count_from_the_first_complete_session_inclusive() -> None:
    told = Story(two_phases())
    told.until(3, "07:00")
    for day in (4, 7, 9):
        told.trained(day)
    assert "gate.min_weeks" in unmet(told, 9)
    assert "gate.min_weeks" not in unmet(told, 10)


def test_a_whole_week_missed_does_not_count_towards_the_minimum() -> None:
    told = Story(two_phases(weeks="2"))
    for day in (0, 2, 4, 14, 16, 18):
        told.trained(day)
    assert "gate.min_weeks" in unmet(told, 19)
    assert "gate.min_weeks" not in unmet(told, 20)


def test_half_a_session_is_no_complete_session() -> None:
    told = Story(content(exercise("clam"), exercise("bridge", "hip_ext")))
    told.session(0, slug="clam")
    assert not told.plan.sessions[0].complete
    told.session(1, told.log("clam"), told.log("bridge"))
    assert told.plan.sessions[1].complete
    assert told.plan.phase.sessions == 1


def test_two_bouts_of_a_day_are_one_session_of_the_phase() -> None:
    told = Story(two_phases())
    told.session(0, clock="09:00")
    told.session(0, clock="18:00", bout=2)
    assert told.plan.phase.sessions == 1


@pytest.mark.parametrize(
    "spoil, clause_key",
    [
        pytest.param(lambda s: s.trained(5, 3), "gate.red_free", id="a red in the last fortnight"),
        pytest.param(lambda s: s.screen(5, "RF34"), "gate.no_open_alert", id="an open flag"),
    ],
)
def test_a_phase_waits_for(spoil: object, clause_key: str) -> None:
    told = first_week(Story(two_phases()))
    spoil(told)  # type: ignore[operator]
    told.until(7)
    assert told.plan.phase.id == "P1"
    assert clause_key in unmet(told, 6)


@pytest.mark.parametrize("quiet_days, phase_id", [(13, "P1"), (14, "P2")])
def test_a_red_holds_the_phase_for_fourteen_days(quiet_days: int, phase_id: str) -> None:
    told = first_week(Story(two_phases()))
    told.session(5, limp=True)
    unlock_all(told, 5, "20:00")
    for day in (7, 9, 11, 14, 16):
        told.trained(day)
    told.until(5 + quiet_days, "23:59")
    told.until(6 + quiet_days, "00:00")
    assert told.plan.phase.id == phase_id


def test_a_phase_waits_for_adherence() -> None:
    told = Story(two_phases(AllOf((clause("sessions", at_least=1),))))
    told.trained(0)
    told.until(12)
    assert unmet(told, 12) == {"gate.adherence"}


def test_a_lock_of_another_plan_that_closes_everything_holds_this_phase_too() -> None:
    told = first_week(Story(two_phases()))
    told.after(5, pain=Decimal(9))
    told.act(5, Verb.ACKNOWLEDGE, "20:00", target=told.course.alerts[0].id)
    assert "gate.no_open_alert" in unmet(told, 6)


def test_a_tendon_flare_in_the_window_holds_the_phase() -> None:
    first = phase("P1", "clam", exit=AllOf((clause("sessions", at_least=1),)), frequency=Frequency(3, 3))
    second = phase("P2", "clam", entry=AllOf((clause("exit", "P1"),)))
    told = first_week(Story(content(exercise("clam"), phases=(first, second), policy="tendon")))
    told.morning(6, 3)
    told.until(7)
    assert told.plan.phase.id == "P1"
    assert "gate.red_free" in unmet(told, 6)


def test_return_to_sport_waits_for_the_signature_and_for_this_very_phase() -> None:
    told = first_week(Story(two_phases(band=Band.RETURN)))
    assert unmet(told, 6) == {"gate.sign_off"}
    sign_off(told, 5, "P1")
    assert unmet(told, 6) == {"gate.sign_off"}
    sign_off(told, 6, "P2")
    told.until(7)
    assert told.plan.phase.id == "P2"


@pytest.mark.parametrize("band, phase_after", [(Band.RETURN, "P1"), (Band.STRENGTH, "P2")])
def test_a_clinician_may_advance_but_not_past_the_signature(band: Band, phase_after: str) -> None:
    told = Story(two_phases(band=band))
    told.act(1, Verb.ADVANCE)
    assert told.plan.phase.id == phase_after


def test_return_content_stays_out_of_reach_whatever_the_calendar_says() -> None:
    told = Story(two_phases(band=Band.RETURN))
    for day in range(0, 70, 2):
        told.trained(day)
    assert told.plan.phase.id == "P1"
    assert not [slot for slot in told.plan.slots if slot.slug == "bridge"]


def test_a_plan_trained_every_day_is_not_kept_waiting_by_tonights_session() -> None:
    first = phase("P1", "clam", exit=AllOf((clause("sessions", at_least=3),)))
    second = phase("P2", "clam", entry=AllOf((clause("exit", "P1"),)))
    told = Story(content(exercise("clam"), phases=(first, second)))
    for day in range(7):
        told.trained(day) if day < 6 else told.session(day)
    told.until(7, "00:30")
    assert told.plan.phase.id == "P2"


def test_a_session_after_a_rest_day_waits_for_its_morning_first() -> None:
    told = Story(two_phases(AllOf((clause("sessions", at_least=4),))))
    for earlier in (0, 2, 4, 7):
        told.trained(earlier)
    assert told.plan.phase.id == "P1", "the fourth session ended on day 7, its morning came on day 8"
    told.until(9, "00:00")
    assert (told.plan.phase.id, told.plan.phase.entered_on) == ("P2", told.at(9, "00:00").date())


def test_tonights_bad_session_keeps_the_phase() -> None:
    first = phase("P1", "clam", exit=AllOf((clause("sessions", at_least=3),)))
    second = phase("P2", "clam", entry=AllOf((clause("exit", "P1"),)))
    told = Story(content(exercise("clam"), phases=(first, second)))
    for day in range(6):
        told.trained(day)
    told.session(6, pain=4)
    told.until(7, "00:30")
    assert told.plan.phase.id == "P1"


def test_a_phase_advance_takes_back_the_rung_won_on_the_same_day() -> None:
    first = phase("P1", "clam", exit=AllOf((clause("days", at_least=8),)))
    second = phase("P2", "clam", entry=AllOf((clause("exit", "P1"),)))
    told = Story(content(exercise("clam", dose=SHORT), phases=(first, second)))
    for day in range(7):
        told.trained(day)
    assert told.slot().rung == 1
    told.until(8, "00:00")
    assert (told.plan.phase.id, told.slot().rung) == ("P2", 0)


def test_a_phase_advance_takes_back_the_load_won_on_the_same_day() -> None:
    first = phase("P1", "press", exit=AllOf((clause("days", at_least=8),)))
    second = phase("P2", "press", entry=AllOf((clause("exit", "P1"),)))
    told = Story(content(loaded(dose=SHORT), phases=(first, second)))
    for day in range(7):
        told.trained(day, slug="press", load=50 if day == 0 else None)
    assert told.slot("press").dose.load.value == Decimal("52.5")
    told.until(8, "00:00")
    assert (told.plan.phase.id, told.slot("press").dose.load.value) == ("P2", 50)


def test_an_exercise_that_continues_keeps_its_rung_and_starts_at_the_bottom() -> None:
    told = Story(two_phases())
    told.adjust(0, "clam", rung=2)
    for day in (1, 3, 5):
        told.trained(day)
    before = told.slot()
    assert before.dose.target == 11
    told.act(6, Verb.ADVANCE)
    assert (told.slot().rung, told.slot().dose.target) == (2, 8)
    assert told.slot().revision == before.revision + 1, "the phone learns of it"


def test_an_exercise_that_a_phase_leaves_as_it_is_keeps_its_revision() -> None:
    told = Story(two_phases())
    before = told.slot()
    told.act(6, Verb.ADVANCE)
    assert told.plan.phase.id == "P2"
    assert (told.slot().dose, told.slot().revision) == (before.dose, before.revision)


def test_a_clinicians_bounds_outlast_a_phase_and_a_phases_bounds_do_not() -> None:
    bounded = (Listing("clam", to_rung="easy"),)
    first = phase("P1", exercises=bounded)
    second = phase("P2", "clam", entry=AllOf((clause("exit", "P1"),)))
    free, pinned = (Story(content(exercise("clam"), phases=(first, second))) for _ in range(2))
    pinned.adjust(0, "clam", rung_ceiling=1)
    for told in (free, pinned):
        told.act(1, Verb.ADVANCE)
    assert (free.slot().ceiling, pinned.slot().ceiling) == (2, 1)


def test_a_clinician_may_raise_the_ceiling_above_the_phases_own() -> None:
    first = phase("P1", exercises=(Listing("clam", to_rung="easy"),))
    told = Story(content(exercise("clam", dose=SHORT), phases=(first,)))
    told.adjust(0, "clam", rung_ceiling=2)
    for day in range(1, 9):
        told.trained(day)
    assert told.slot().rung >= 1


def test_exercises_of_the_last_phase_rest_and_earn_nothing() -> None:
    first, second = phase("P1", "clam"), phase("P2", "bridge", entry=AllOf((clause("exit", "P1"),)))
    told = Story(content(exercise("clam"), exercise("bridge", "hip_ext"), phases=(first, second)))
    told.trained(0)
    told.act(1, Verb.ADVANCE)
    told.trained(2)
    assert not told.slot("clam").active
    assert (told.said("clam").outcome, told.slot("clam").dose.target) == (Outcome.HOLD, 9)


def test_an_empty_gate_is_no_open_gate() -> None:
    told = first_week(Story(two_phases(AllOf(()))))
    told.until(14)
    assert told.plan.phase.id == "P1"


def test_what_cannot_be_measured_yet_is_shown_as_such_and_never_met() -> None:
    told = first_week(Story(two_phases(AllOf((Predicate("prom_change", "VISA-A"),)))))
    open_now = [check for check in readiness(told.course, told.plan, told.at(6, "12:00").date()) if not check.met]
    assert [(check.key, check.measurable) for check in open_now] == [("gate.not_yet_measurable", False)]


def test_the_last_phase_has_nothing_left() -> None:
    told = Story(content(exercise("clam", dose=DoseRange(3, 3, 8, 12))))
    assert readiness(told.course, told.plan, told.start) == ()
    told.act(1, Verb.ADVANCE)
    assert told.plan.phase.id == "P1"


def test_unlocking_lets_a_phase_go_on_after_fourteen_days_without_a_red() -> None:
    told = first_week(Story(two_phases()))
    told.session(5, limp=True)
    unlock_all(told, 5, "20:00")
    for day in range(7, 21):
        if day % 7 in (0, 2, 4):
            told.trained(day)
    told.until(18, "23:00")
    assert told.plan.phase.id == "P1"
    told.until(20, "12:00")
    assert told.plan.phase.id == "P2"


def test_a_measurement_counts_for_fourteen_days() -> None:
    told = first_week(Story(two_phases(AllOf((clause("measure", "stairs-pain", at_most=2),)))))
    told.measure(5, "stairs-pain", 2, Side.NONE)
    assert unmet(told, 18) & {"gate.measure"} == set()
    assert "gate.measure" in unmet(told, 19)
