"""In `suggest` what leaves the prescription waits for the clinician; what stays inside it does not."""

from dataclasses import replace
from decimal import Decimal

from hep_api.engine.facts import Adjustment, Verb
from hep_api.engine.outcomes import Outcome
from tests.engine.builders import THERAPIST, Story, content, exercise, hsr_content
from tests.engine.cases import SHORT, at_top, first_week, lifting, story, two_phases


def waiting(told: Story, slug: str = "clam") -> object:
    """The key of the open proposal about an exercise, or None."""
    proposal = told.slot(slug).proposal
    return proposal.key if proposal else None


def test_repetitions_inside_the_range_rise_at_once() -> None:
    told = story(autonomy="suggest")
    told.trained(0)
    assert (told.slot().dose.target, told.said().proposed) == (9, False)


def test_a_variant_waits_and_the_dose_stays() -> None:
    told = at_top(autonomy="suggest")
    told.trained(6)
    decision = told.said()
    assert (decision.outcome, decision.proposed, told.slot().rung) == (Outcome.ADVANCE_VARIANT, True, 0)
    assert decision.after is not None
    assert (decision.after.rung, waiting(told)) == (1, decision.key)


def test_accepting_puts_exactly_what_was_shown_into_effect() -> None:
    told = at_top(autonomy="suggest")
    told.trained(6)
    shown = told.said().after
    told.act(7, Verb.ACCEPT, target=waiting(told))
    assert told.slot().shown == shown == told.said().after
    assert (told.said().actor, told.said().proposed, waiting(told)) == (str(THERAPIST), False, None)
    assert told.slot().harder_on == (told.at(7, "13:00").date(),)


def test_rejecting_leaves_the_dose_and_clears_the_proposal() -> None:
    told = at_top(autonomy="suggest")
    told.trained(6)
    told.act(7, Verb.REJECT, target=waiting(told))
    assert (told.slot().rung, waiting(told)) == (0, None)


def test_a_good_session_keeps_the_proposal_open_until_its_morning_makes_a_new_one() -> None:
    told = at_top(autonomy="suggest")
    told.trained(6)
    first = waiting(told)
    told.session(7)
    assert waiting(told) == first
    told.morning(8)
    assert waiting(told) not in {None, first}


def test_worse_news_takes_the_proposal_away_at_once() -> None:
    told = at_top(autonomy="suggest")
    told.trained(6)
    old = waiting(told)
    told.session(7, pain=4)
    assert waiting(told) is None
    told.act(7, Verb.ACCEPT, "20:00", target=old)
    assert told.slot().rung == 0


def test_bad_evidence_after_an_accept_eases_from_the_new_dose() -> None:
    told = at_top(autonomy="suggest")
    told.trained(6)
    told.session(7)
    told.act(7, Verb.ACCEPT, "20:00", target=waiting(told))
    assert told.slot().rung == 1
    told.morning(8, 3)
    assert (told.said().rule, told.slot().rung) == ("R2", 0)


def test_a_session_before_an_accept_earns_nothing_on_top_of_it() -> None:
    told = at_top(autonomy="suggest")
    told.trained(6)
    told.session(7)
    told.act(7, Verb.ACCEPT, "20:00", target=waiting(told))
    told.morning(8)
    assert (told.said().outcome, told.slot().rung) == (Outcome.HOLD, 1)


def test_repetitions_above_the_range_wait_too_and_keep_their_count_when_accepted() -> None:
    told = lifting(10, autonomy="suggest")
    told.trained(6, slug="press")
    decision = told.said("press")
    assert (decision.outcome, decision.proposed, told.slot("press").dose.target) == (Outcome.INCREASE_REPS, True, 10)
    told.act(7, Verb.ACCEPT, target=waiting(told, "press"))
    slot = told.slot("press")
    assert (slot.dose.target, slot.extension, slot.harder_on) == (11, 1, ())


def test_a_load_waits_and_is_accepted_as_shown() -> None:
    told = lifting(50, autonomy="suggest")
    told.trained(6, slug="press")
    assert told.slot("press").dose.load.value == Decimal(50)
    told.act(7, Verb.ACCEPT, target=waiting(told, "press"))
    assert told.slot("press").dose.load.value == Decimal("52.5")


def test_the_schedule_moves_by_itself_and_its_load_does_not() -> None:
    told = Story(hsr_content(), autonomy="suggest")
    for day in range(7):
        if day:
            told.morning(day)
        if day in (0, 2, 4):
            told.session(day, slug="heel-raise", load=100 if day == 0 else None, rpe=6)
    told.until(7, "07:00")
    assert told.plan.phase.id == "P1", "a phase waits for the clinician"
    assert told.plan.proposal is not None
    assert (told.plan.proposal.phase_after, told.plan.proposal.after) == ("P2", None), "a phase, and no prescription"
    told.act(7, Verb.ACCEPT, "08:00", target=told.plan.proposal.key)
    assert (told.plan.phase.id, told.slot("heel-raise").dose.target) == ("P2", 12)
    for day in range(14, 28):
        told.morning(day)
        if day % 7 in (0, 2, 4):
            told.session(day, slug="heel-raise", rpe=6)
    told.until(28)
    assert told.slot("heel-raise").dose.load.value == Decimal(100)
    assert told.slot("heel-raise").dose.target == 10


def test_a_phase_proposal_is_made_once_and_withdrawn_when_a_clause_no_longer_holds() -> None:
    told = first_week(Story(two_phases(), autonomy="suggest"))
    told.until(8)
    made = [d for d in told.course.emitted if d.rule == "A4"]
    assert (len(made), made[0].proposed, told.plan.phase.id) == (1, True, "P1")
    told.trained(9, 3)
    told.until(11)
    assert told.plan.proposal is None


def test_switching_to_auto_puts_an_open_phase_proposal_into_effect_at_the_end_of_the_day() -> None:
    told = first_week(Story(two_phases(), autonomy="suggest"))
    told.until(7)
    told.act(7, Verb.ADJUST, "08:00", autonomy="auto")
    told.trained(7)
    told.until(9)
    assert told.plan.phase.id == "P2"


def test_one_family_gets_one_harder_change_a_day_also_when_the_clinician_accepts() -> None:
    menu = (exercise("clam", dose=SHORT), exercise("side", dose=SHORT))
    told = Story(content(*menu), autonomy="suggest")
    for day in range(7):
        told.session(day, told.log("clam"), told.log("side"))
        told.morning(day + 1)
    assert (waiting(told, "clam") is None, waiting(told, "side") is None) == (False, True)
    told.session(7, told.log("side"))
    told.morning(8)
    told.act(8, Verb.ACCEPT, "09:00", target=waiting(told, "clam"))
    told.act(8, Verb.ACCEPT, "10:00", target=waiting(told, "side"))
    assert (told.slot("clam").rung, told.slot("side").rung) == (1, 0)


def test_a_clinicians_dose_wins_over_what_the_session_had_already_eased() -> None:
    told = story()
    told.adjust(0, "clam", rung=2)
    told.session(0, pain=3)
    three = replace(told.slot().dose, sets=3)
    told.act(0, Verb.ADJUST, "20:00", adjustments=(Adjustment(told.slot().id, dose=three),))
    told.morning(1)
    assert told.slot().dose.sets == 3


def test_tendon_and_impact_exercises_become_harder_once_in_seven_days_and_others_twice() -> None:
    for policy, expected in (("standard", 2), ("tendon", 1)):
        told = Story(content(exercise("clam", dose=SHORT), policy=policy))
        for day in range(13):
            told.trained(day)
        week = [d.decided_on for d in told.course.emitted if d.outcome is Outcome.ADVANCE_VARIANT]
        assert len([day for day in week if (day - week[0]).days < 7]) == expected


def test_a_stop_takes_the_suggestions_of_its_muscles_off_the_table() -> None:
    """Another exercise of the same muscles reached the lock band after the suggestion was made."""
    menu = (exercise("clam", dose=SHORT), exercise("side", dose=SHORT))
    told = Story(content(*menu), autonomy="suggest")
    for day in range(7):
        told.session(day, told.log("clam"), told.log("side"))
        told.morning(day + 1)
    assert waiting(told, "clam") is not None
    told.session(7, told.log("side", pain=7))
    assert waiting(told, "clam") is None


def test_a_suggestion_is_accepted_while_another_family_is_locked() -> None:
    told = Story(content(exercise("clam", dose=SHORT), exercise("calf", "calf_achilles")), autonomy="suggest")
    for day in range(7):
        told.session(day, told.log("clam"), told.log("calf"))
        told.morning(day + 1)
    told.session(7, slug="calf", pain=6)
    told.act(8, Verb.ACCEPT, target=waiting(told, "clam"))
    assert (len(told.course.locks), told.slot("clam").rung) == (1, 1)


def test_a_suggestion_is_not_accepted_while_the_plan_is_on_hold() -> None:
    told = Story(content(exercise("clam", dose=SHORT)), autonomy="suggest")
    for day in range(8):
        told.trained(day)
    proposal = waiting(told)
    told.act(9, Verb.HOLD, "09:00")
    told.act(9, Verb.ACCEPT, "10:00", target=proposal)
    assert told.slot().rung == 0
    told.act(9, Verb.RESUME, "11:00")
    told.act(9, Verb.ACCEPT, "12:00", target=proposal)
    assert told.slot().rung == 1
