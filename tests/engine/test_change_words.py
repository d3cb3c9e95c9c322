"""The words of a gate that look at several days, or compare now with before."""

from dataclasses import replace

import pytest

from hep_api.engine.dose import DoseRange
from hep_api.engine.facts import Side, Verb
from hep_api.engine.gates import WORDS
from hep_api.engine.protocol import AllOf, AnyOf, IfRecorded, Listing, Predicate
from tests.engine.builders import Story, clause, content, exercise, loaded, phase
from tests.engine.cases import SHORT, first_week, story, two_phases
from tests.engine.gating import L, N, R, Tell, judged, measured, nothing, weeks

STEP, CHAIR = "first-step-pain", "chair-rise-30s"


def daily(slug: str, *values: object, first: int = 1) -> Tell:
    """One value a day from a day on."""
    return measured(*((first + day, slug, value, N) for day, value in enumerate(values)))


def sport(*pains_and_mornings: tuple[int, int]) -> Tell:
    """A match every second day, its pain, and how the next morning felt."""

    def tell(told: Story) -> None:
        for index, (pain, morning) in enumerate(pains_and_mornings):
            told.measure(2 * index, "sport-session-pain", pain)
            told.morning(2 * index + 1, morning)

    return tell


SEVEN = clause("measure", STEP, at_most=2, days_in_a_row=7)
LAST = clause("measure", STEP, at_most=2, last=3)
MATCHES = clause("measure", "sport-session-pain", at_most=2, last=2, next_morning="settled")
TENDER = clause("since_start", "tibial-tenderness-cm", lower="true", not_below=5)

MET: list[tuple[str, Predicate, Tell, bool]] = [
    ("seven days in a row up to today", SEVEN, daily(STEP, *[2] * 7, first=2), True),
    ("seven days in a row up to yesterday", SEVEN, daily(STEP, *[2] * 7), True),
    ("six days in a row", SEVEN, daily(STEP, *[2] * 6, first=3), False),
    ("a worse day among them", SEVEN, daily(STEP, 2, 2, 2, 3, 2, 2, 2, first=2), False),
    ("seven days that ended two days ago", SEVEN, daily(STEP, *[2] * 7, first=0), False),
    ("the worse of two values counts for a day", SEVEN,
     lambda s: (daily(STEP, *[2] * 7, first=2)(s), s.measure(5, STEP, 4)), False),
    ("the last three times", LAST, daily(STEP, 5, 2, 1, 2), True),
    ("one of the last three times", LAST, daily(STEP, 2, 2, 5, 2), False),
    ("only twice so far", LAST, daily(STEP, 2, 2), False),
    ("two matches and quiet mornings", MATCHES, sport((2, 1), (2, 1)), True),
    ("a match too painful", MATCHES, sport((2, 1), (3, 1)), False),
    ("a morning that was worse", MATCHES, sport((2, 1), (2, 2)), False),
    ("a morning not told", MATCHES, measured((0, "sport-session-pain", 1, N), (2, "sport-session-pain", 1, N)), False),
    ("two more than at the start", clause("since_start", CHAIR, gain_at_least=2), daily(CHAIR, 10, 12, first=0), True),
    ("one more than at the start", clause("since_start", CHAIR, gain_at_least=2), daily(CHAIR, 10, 11, first=0), False),
    ("the last value before the phase is where it began", clause("since_start", CHAIR, gain_at_least=3),
     measured((-2, CHAIR, 8, N), (-1, CHAIR, 9, N), (0, CHAIR, 11, N), (3, CHAIR, 13, N)), False),
    ("the newest counts, not the best", clause("since_start", CHAIR, gain_at_least=2),
     daily(CHAIR, 10, 13, 11, first=0), False),
    ("what comes later is not known yet", clause("since_start", CHAIR, gain_at_least=2),
     measured((9, CHAIR, 10, N), (10, CHAIR, 13, N)), False),
    ("measured once only", clause("since_start", CHAIR, gain_at_least=0), daily(CHAIR, 10, first=0), False),
    ("nine tenths of the time", clause("since_start", "walk-40m-s", share_at_most="0.9"),
     daily("walk-40m-s", 40, 36, first=0), True),
    ("a little more", clause("since_start", "walk-40m-s", share_at_most="0.9"),
     daily("walk-40m-s", 40, "36.1", first=0), False),
    ("a third longer", clause("since_start", "neck", share_at_least="1.3"), daily("neck", 20, 26, first=0), True),
    ("not a third longer", clause("since_start", "neck", share_at_least="1.3"), daily("neck", 20, 25, first=0), False),
    ("less tender, still a long line", TENDER, daily("tibial-tenderness-cm", 9, 6, first=0), True),
    ("as tender as before", TENDER, daily("tibial-tenderness-cm", 9, 9, first=0), False),
    ("just not focal", TENDER, daily("tibial-tenderness-cm", 9, 5, first=0), True),
    ("focal now", TENDER, daily("tibial-tenderness-cm", 9, 4, first=0), False),
    ("not rising from week to week", clause("not_rising", STEP),
     daily(STEP, 3, 3, 3, 3, 2, 2, 2, 2, first=-1), False),
    ("three days of the week before", clause("not_rising", STEP), daily(STEP, 3, 3, 2, 2, 2, 2, first=0), False),
    ("a rung climbed", clause("rung_gain", "clam,bridge", at_least=1), lambda s: (weeks(s), s), True),
    ("none climbed of another", clause("rung_gain", "bridge", at_least=1), weeks, False),
    ("flares that were over next day", clause("flares_settle", "14d"),
     lambda s: (s.morning(1), s.morning(2, 3), s.morning(3)), True),
    ("a flare that lasted", clause("flares_settle", "14d"),
     lambda s: (s.morning(1), s.morning(2, 3), s.morning(3, 3)), False),
    ("of two reports of the morning after one is a flare", clause("flares_settle", "14d"),
     lambda s: (s.morning(1), s.morning(2, 3), s.morning(3), s.morning(3, 3, clock="07:40")), False),
    ("a flare today", clause("flares_settle", "14d"), lambda s: (s.morning(7), s.morning(8, 3)), False),
    ("a flare nobody followed up", clause("flares_settle", "14d"), lambda s: (s.morning(1), s.morning(2, 3)), False),
    ("no morning told", clause("flares_settle", "14d"), nothing, False),
    ("a goal activity", clause("psfs", "goal", at_least=8), weeks, False),
    ("five of seven days", clause("rep", "clam", target=10, sessions=5, within_days=7), weeks, True),
    ("six of the last five days", clause("rep", "clam", target=10, sessions=6, within_days=5), weeks, False),
    ("mornings after something that is not recorded", clause("morning", "settled", last=1, after="run"), weeks, False),
    ("no day of impact", clause("morning", "settled", last=1, after="impact"), weeks, False),
]  # fmt: skip


@pytest.mark.parametrize("predicate, tell, met", [case[1:] for case in MET], ids=[case[0] for case in MET])
def test_a_clause_that_looks_back(predicate: Predicate, tell: Tell, met: bool) -> None:
    told = Story(content(exercise("clam", dose=SHORT)), autonomy="auto")
    tell(told)
    told.until(8)
    assert judged(told, predicate).met is met


def test_every_word_about_change_has_a_case() -> None:
    assert {"since_start", "not_rising", "rung_gain", "flares_settle", "psfs"} <= {case[1].word for case in MET} & WORDS


def test_a_weekly_mean_that_does_not_rise() -> None:
    told = story()
    daily(STEP, *[3] * 7, *[2] * 7)(told)
    check = judged(told, clause("not_rising", STEP), 14)
    assert (check.met, check.observed) == (True, "")
    told.measure(14, STEP, 10)
    told.measure(13, STEP, 10)
    check = judged(told, clause("not_rising", STEP), 14)
    assert (check.met, check.observed, check.threshold) == (False, "rising", "not rising")


@pytest.mark.parametrize(
    "values, met",
    [
        pytest.param(
            {4: 1, 5: 1, 6: 1, 7: 9, 8: 2, 9: 2, 10: 2, 11: 2}, True, id="the seventh day is of the week before"
        ),
        pytest.param({1: 1, 2: 1, 3: 1, 4: 1, 8: 9, 9: 1, 10: 1, 11: 1}, False, id="the eighth is of this one"),
        pytest.param(dict.fromkeys((1, 2, 3, 4, *range(8, 15)), 2), True, id="more days told are no rise"),
        pytest.param(
            {0: 1, 2: 1, 3: 1, 4: 1, 8: 1, 9: 1, 10: 1, 11: 1}, False, id="what was before counts for neither"
        ),
        pytest.param({1: 1, 2: 1, 3: 1, 4: 1, 11: 1, 12: 1, 13: 1, 15: 1}, False, id="nor what is to come"),
        pytest.param({1: 1, 2: 1, 3: 1, 4: 1, 11: 1, 12: 1, 13: 1, 14: 1}, True, id="today counts"),
    ],
)
def test_a_weekly_mean_is_of_seven_days(values: dict[int, int], met: bool) -> None:
    told = story()
    for day, value in values.items():
        told.measure(day, STEP, value)
    told.measure(13, "another", 9)
    assert judged(told, clause("not_rising", STEP), 14).met is met


@pytest.mark.parametrize("day, seen", [(14, "2"), (15, "1"), (20, "1"), (21, "0")])
def test_a_test_is_evidence_for_fourteen_days(day: int, seen: str) -> None:
    told = story()
    told.measure(1, CHAIR, 12)
    told.measure(7, CHAIR, 12)
    check = judged(told, clause("measure", CHAIR, at_least=12, occasions=3), day)
    assert (check.observed or "0") == seen


@pytest.mark.parametrize("day, met", [(15, False), (16, True)])
def test_a_flare_is_looked_at_for_fourteen_days(day: int, met: bool) -> None:
    told = story()
    told.morning(1)
    told.morning(2, 3)
    told.morning(10)
    assert judged(told, clause("flares_settle", "14d"), day).met is met


def test_only_rungs_climbed_in_this_phase_are_a_gain() -> None:
    menu = (Listing("clam", start_rung="middle"),)
    told = Story(content(exercise("clam", dose=SHORT), phases=(phase("P1", exercises=menu),)), autonomy="auto")
    asked = clause("rung_gain", "clam", at_least=1)
    assert (told.slot().rung, judged(told, asked).observed) == (1, "0")
    weeks(told)
    assert (told.slot().rung, judged(told, asked).observed) == (2, "1")


def test_mornings_after_days_of_impact() -> None:
    told = Story(content(exercise("hop", "impact", dose=SHORT), exercise("clam", dose=SHORT)))
    for day, morning in ((0, 1), (2, 1), (4, 1)):
        told.trained(day, morning, slug="hop")
    told.trained(5, 3)
    asked = clause("morning", "settled", last=3, after="impact")
    assert judged(told, asked).met, "the bad morning followed another day"
    told.trained(7, 3, slug="hop")
    assert judged(told, asked, 9).observed == "2"


def test_a_clinicians_own_number_replaces_the_default_where_the_clause_lets_it() -> None:
    open_, closed = (
        clause("measure", "leg-press-xbw", at_least="1.5", **more) for more in ({"target": "clinician"}, {})
    )
    told = story()
    told.measure(1, "leg-press-xbw", "1.3")
    assert not judged(told, open_).met
    told.act(2, Verb.TARGET, subject="leg-press-xbw", value="1.25")
    assert (judged(told, open_).met, judged(told, closed).met) == (True, False)
    told.act(3, Verb.TARGET, subject="leg-press-xbw", value="")
    assert not judged(told, open_).met, "an empty value takes it back"


def test_with_both_sides_involved_symmetry_is_what_the_clinician_sets() -> None:
    told = Story(content(exercise("clam")), side=Side.BOTH)
    silent = judged(told, clause("lsi", "grip-painfree", at_least=90))
    assert (silent.met, silent.key, silent.observed) == (False, "gate.lsi_both", "")
    told.measure(1, "grip-painfree", 30, L)
    told.measure(1, "grip-painfree", 28, R)
    asked = clause("lsi", "grip-painfree", at_least=90)
    found = judged(told, asked)
    assert (found.met, found.key, found.subject) == (False, "gate.lsi_both", "grip-painfree")
    assert (found.observed, found.threshold) == ("28", "")
    told.act(2, Verb.TARGET, subject="grip-painfree", value="28")
    found = judged(told, asked)
    assert (found.met, found.observed, found.threshold) == (True, "28", ">= 28")
    told.act(2, Verb.TARGET, subject="grip-painfree", value="29")
    assert not judged(told, asked).met, "the worse side counts"


def test_a_test_that_was_never_recorded_is_not_asked() -> None:
    asked = IfRecorded("hop-single-cm", clause("lsi", "hop-single-cm", at_least=70))
    told = story()
    skipped = judged(told, asked)
    assert (skipped.met, skipped.key, skipped.subject) == (True, "gate.not_recorded", "hop-single-cm")
    told.measure(1, "hop-single-cm", 60, L)
    assert not judged(told, asked).met
    told.measure(1, "hop-single-cm", 80, R)
    assert judged(told, asked).met


@pytest.mark.parametrize(
    "rpe, share, met",
    [
        pytest.param(7, "0.70", True, id="effort seven is over seven tenths of a maximum"),
        pytest.param(7, "0.80", False, id="not over eight tenths"),
        pytest.param(None, "0.70", False, id="effort unknown"),
    ],
)
def test_a_share_of_the_one_repetition_maximum_of_the_log(rpe: object, share: str, met: bool) -> None:
    told = Story(content(loaded(dose=DoseRange(3, 3, 8, 8))))
    told.trained(0, slug="press", load=50, rpe=rpe)
    told.trained(1, slug="press", rpe=rpe)
    assert judged(told, clause("rep", "press", sets=3, target=8, share_of_1rm_at_least=share)).met is met


def test_the_top_that_was_reached_on_the_same_rung_before_an_easing_does_not_keep_a_clause() -> None:
    told = story()
    asked = clause("rep", "clam", top="true", sessions=1)
    for day, target, met in ((1, 12, True), (3, 10, False)):
        told.adjust(day, "clam", dose=replace(told.slot().dose, target=target))
        told.trained(day, clock="19:00")
        assert judged(told, asked).met is met


def test_a_rung_earned_from_the_top_keeps_a_clause_that_asks_for_the_top() -> None:
    told = story(autonomy="auto", dose=SHORT)
    weeks(told)
    asked = clause("rep", "clam", top="true", sessions=2)
    assert judged(told, asked).met
    higher = story(autonomy="auto")
    weeks(higher)
    assert not judged(higher, asked).met or higher.slot().rung > 0


def test_a_phase_may_be_entered_another_way_than_by_the_exit_before_it() -> None:
    never = AllOf((clause("sessions", at_least=999),))
    either = AllOf((AnyOf((clause("exit", "P1"), clause("measure", "heel-raise-sl-reps", at_least=10))),))
    told = first_week(Story(two_phases(never, entry=either), autonomy="auto"))
    told.until(8)
    assert told.plan.phase.id == "P1"
    told.measure(8, "heel-raise-sl-reps", 10)
    told.trained(9)
    told.until(12)
    assert told.plan.phase.id == "P2"
