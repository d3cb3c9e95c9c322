"""Schedules as published: unequal sets, sessions a week, several tables, doses that fall, quotas."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from hep_api.engine.dose import DoseRange, Frequency, Unit
from hep_api.engine.explain import dose_text
from hep_api.engine.facts import Verb
from hep_api.engine.outcomes import Outcome
from hep_api.engine.protocol import AllOf, Content, Listing, Protocol
from hep_api.engine.schedule import Quota, Schedule, ScheduleRow, Table
from hep_api.engine.timetable import scheduled_days
from tests.engine.builders import Story, clause, content, exercise, phase

PLAIN = (
    ScheduleRow(1, 1, 2, 5, rep_max=False, sessions=1),
    ScheduleRow(2, 2, 2, 6, rep_max=False, sessions=2),
    ScheduleRow(3, 4, 3, 12, rep_max=False, targets=(12, 10, 8), sessions=3),
    ScheduleRow(5, 6, 3, 12, rep_max=False, targets=(12, 10, 8), sessions=1),
)
HOLDS = (
    ScheduleRow(1, 2, 3, 20, rep_max=False, unit=Unit.SECONDS),
    ScheduleRow(3, 6, 3, 30, rep_max=False, unit=Unit.SECONDS),
)


def scheduled(tables: tuple[Table, ...] = (), rows: tuple[ScheduleRow, ...] = PLAIN) -> Content:
    """Nordic curls on a table of plain repetitions, and holds on a table of their own where there is one."""
    curl = exercise("nordic", "hamstring", dose=None, frequency=Frequency(1, 3))
    hold = exercise("hold", "trunk", dose=None, frequency=Frequency(1, 3))
    menu = [Listing("nordic", scheduled=True, core=True)]
    menu += [Listing("hold", scheduled=True, table="holds")] if tables else []
    only = phase(
        "P1", exercises=tuple(menu), frequency=Frequency(3, 3), weeks_max=Decimal(52),
        exit=AllOf((clause("sessions", at_least=99),)), schedule_first_week=1, schedule_last_week=6,
    )  # fmt: skip
    protocol = Protocol("nordic", "1.0.0", "hip", "standard", (only,), schedule=Schedule(rows, 40, tables))
    return Content("c", protocol, {"nordic": curl, "hold": hold}, replace(content().config))


def week(told: Story, number: int, days: tuple[int, ...] = (0, 2, 4), **answers: object) -> None:
    """One week of good sessions with a morning every day."""
    for day in range(7 * number, 7 * number + 7):
        if day:
            told.morning(day)
        if day % 7 in days:
            logs = [told.log(slot.slug, **dict(answers)) for slot in told.plan.slots if slot.active]
            told.session(day, *logs)


def test_a_schedule_lasts_as_long_as_the_longest_of_its_tables() -> None:
    alone, with_another = Schedule(PLAIN, 40), Schedule(PLAIN[:1], 40, (Table("holds", HOLDS),))
    assert (alone.every_table(), alone.last_week()) == (("",), 6)
    assert (with_another.every_table(), with_another.last_week()) == (("", "holds"), 6)
    assert Schedule((), 40, (Table("holds", HOLDS),)).every_table() == ("holds",)
    assert (Schedule((), 40).every_table(), Schedule((), 40).last_week()) == ((), 0)
    with pytest.raises(ValueError, match="no table 'holds'"):
        alone.rows_of("holds")
    with pytest.raises(ValueError, match="no row for week 7"):
        alone.row(7)


def test_unequal_sets_are_asked_one_by_one() -> None:
    told = Story(scheduled())
    for number in range(2):
        week(told, number)
    told.until(14)
    assert told.slot("nordic").dose.targets == (12, 10, 8)
    assert dose_text(told.slot("nordic").shown) == "12, 10, 8"
    assert any(("dose", "12, 10, 8") in reason.values for d in told.course.emitted for reason in d.reasons)
    week(told, 2)
    assert told.slot("nordic").results[-2].full_hit


def test_ten_in_every_set_is_short_in_the_first_and_enough_in_the_others() -> None:
    told = Story(scheduled())
    for number in range(2):
        week(told, number)
    told.until(14)
    told.session(14, slug="nordic", reps=10)
    result = told.slot("nordic").results[-1]
    assert not result.full_hit
    assert result.completion == Decimal(28) / Decimal(30)


def test_a_week_of_one_session_counts_with_one() -> None:
    told = Story(scheduled())
    week(told, 0, days=(0,))
    told.until(7)
    assert told.plan.weeks_counted == 1
    week(told, 1, days=(0,))
    told.until(14)
    assert told.plan.weeks_counted == 1, "the second week asks for two"


def asked(told: Story, days: int) -> list[int]:
    """The days from the first on that ask for a session."""
    found = scheduled_days(told.course, told.plan, told.start, told.start + timedelta(days=days - 1))
    return [(day - told.start).days for day in found]


def test_weeks_that_are_over_asked_for_the_fewer_sessions_of_two_rows() -> None:
    told = Story(scheduled())
    week(told, 0)
    told.until(7)
    assert asked(told, 14) == [0, 7, 10]
    week(told, 1)
    told.until(14)
    assert asked(told, 21) == [0, 3, 7, 10, 14, 16, 18]


def test_the_days_that_a_clinician_fixed_win_over_the_sessions_of_a_row() -> None:
    told = Story(scheduled())
    told.act(0, Verb.ADJUST, days=(1, 3, 5))
    assert asked(told, 7) == [1, 3, 5]


def test_only_tables_that_are_trained_say_how_many_sessions_a_week_has() -> None:
    told = Story(scheduled((Table("holds", HOLDS),)))
    assert asked(told, 7) == [0]
    told.adjust(0, "nordic", active=False)
    assert asked(told, 7) == [0, 2, 4], "holds name no sessions: as many as the phase"


def test_a_row_that_asks_less_is_entered_on_count_alone() -> None:
    told = Story(scheduled())
    for number in range(4):
        week(told, number)
    told.until(28)
    assert (told.plan.schedule_week, told.last().outcome) == (5, Outcome.APPLY_STEP)
    assert told.last().scope_value == "", "it is about the plan as a whole"
    assert not PLAIN[3].asks_more_than(PLAIN[2])


@pytest.mark.parametrize(
    "earlier, later, more",
    [
        pytest.param(ScheduleRow(1, 1, 3, 15), ScheduleRow(2, 2, 3, 12), True, id="fewer at a maximum"),
        pytest.param(ScheduleRow(1, 1, 3, 12), ScheduleRow(2, 2, 4, 12), True, id="a set more"),
        pytest.param(ScheduleRow(1, 1, 4, 10), ScheduleRow(2, 2, 4, 12), False, id="more at a maximum is lighter"),
        pytest.param(PLAIN[0], PLAIN[1], True, id="more repetitions"),
        pytest.param(PLAIN[2], PLAIN[3], False, id="fewer sessions"),
        pytest.param(PLAIN[2], replace(PLAIN[2], target=11, targets=()), True, id="three of eleven are more"),
        pytest.param(ScheduleRow(1, 1, 3, 12, rep_max=False), ScheduleRow(2, 2, 2, 6), True, id="a first maximum"),
        pytest.param(ScheduleRow(1, 1, 3, 6), ScheduleRow(2, 2, 3, 5, rep_max=False), False, id="no maximum any more"),
        pytest.param(PLAIN[3], PLAIN[2], True, id="more sessions"),
        pytest.param(PLAIN[2], PLAIN[2], False, id="the same row"),
        pytest.param(HOLDS[0], HOLDS[0], False, id="the same row that names no sessions"),
        pytest.param(HOLDS[0], replace(HOLDS[0], hold_seconds=5), True, id="longer holds"),
        pytest.param(HOLDS[0], replace(HOLDS[0], sessions=1), True, id="sessions where none were named"),
    ],
)
def test_which_row_asks_more(earlier: ScheduleRow, later: ScheduleRow, more: bool) -> None:
    assert later.asks_more_than(earlier) is more


def test_two_tables_go_through_the_same_weeks() -> None:
    told = Story(scheduled((Table("holds", HOLDS),)))
    for number in range(2):
        week(told, number)
    told.until(14)
    assert (told.slot("nordic").dose.targets, told.slot("hold").dose.target) == ((12, 10, 8), 30)
    assert told.slot("hold").dose.unit is Unit.SECONDS


def test_plain_repetitions_are_not_tuned_by_effort() -> None:
    told = Story(scheduled())
    told.morning(0)
    told.session(0, slug="nordic", rpe=4)
    told.morning(1)
    decision = told.said("nordic")
    assert (decision.outcome, decision.rule, decision.reasons[0].key) == (Outcome.HOLD, "A3", "hold.row_waits")


def quota(policy: str = "quota") -> Story:
    """Walking: ten minutes, one more after three good days, up to twelve."""
    walk = exercise("walk", "conditioning", dose=DoseRange(1, 1, 5, 60, Unit.MINUTES), frequency=Frequency(7, 7))
    menu = (Listing("walk", quota=Quota(10, 1, 3, 12), core=True),)
    return Story(content(walk, phases=(phase("P1", exercises=menu),), policy=policy))


def minutes(told: Story) -> int:
    """The quota now."""
    return told.slot("walk").dose.target


def test_a_quota_rises_after_its_days_whatever_it_felt_like_below_eight() -> None:
    told = quota()
    for day in range(3):
        told.trained(day, slug="walk", pain=7)
    assert minutes(told) == 11
    assert (told.said("walk").outcome, told.said("walk").rule) == (Outcome.APPLY_STEP, "A3")


def test_a_day_that_does_not_qualify_repeats_the_quota() -> None:
    told = quota()
    told.trained(0, slug="walk")
    told.trained(1, slug="walk", reps=9)
    told.trained(2, slug="walk")
    assert minutes(told) == 10
    told.trained(3, slug="walk")
    assert minutes(told) == 11


def test_two_reports_of_one_morning_count_one_day() -> None:
    told = quota()
    told.trained(0, slug="walk")
    told.morning(1, clock="08:30")
    told.trained(1, slug="walk")
    assert minutes(told) == 10


def test_a_quota_stops_at_its_ceiling() -> None:
    told = quota()
    for day in range(12):
        told.trained(day, slug="walk")
    assert minutes(told) == 12
    assert told.said("walk").reasons[0].key == "hold.quota_ceiling"


def test_a_flare_goes_one_step_back() -> None:
    told = quota()
    for day in range(3):
        told.trained(day, slug="walk")
    told.trained(4, 3, slug="walk")
    assert minutes(told) == 10


def test_after_a_step_up_or_back_the_days_of_a_quota_are_counted_anew() -> None:
    told = quota()
    for day in range(5):
        told.trained(day, slug="walk")
    assert (minutes(told), told.slot("walk").quota_days) == (11, 2)
    told.trained(5, 3, slug="walk")
    assert (minutes(told), told.slot("walk").quota_days) == (10, 0)


def test_a_day_of_a_quota_says_what_it_was() -> None:
    told = quota()
    words = []
    for day in range(7):
        told.trained(day, slug="walk")
        decision = told.said("walk")
        words.append((decision.rule, *((entry.key, entry.observed) for entry in decision.reasons)))
    day_, step = ("A3", ("hold.quota_day", "")), "earned.quota_reached"
    assert words == [
        day_, day_, ("A3", (step, "10")), day_, day_, ("A3", (step, "11")), day_,
    ]  # fmt: skip
    for day in (7, 8):
        told.trained(day, slug="walk")
    ceiling = told.said("walk")
    assert (ceiling.outcome, ceiling.rule, ceiling.reasons[0].key) == (Outcome.HOLD, "A3", "hold.quota_ceiling")


def test_a_quota_step_is_part_of_the_assigned_schedule_and_waits_for_nobody() -> None:
    told = quota()
    told.autonomy = "suggest"
    told.course = replace(told.course, plans=(replace(told.plan, autonomy="suggest"),))
    for day in range(3):
        told.trained(day, slug="walk")
    assert minutes(told) == 11
    assert told.slot("walk").proposal is None


def test_an_alternative_is_prescribed_only_when_a_clinician_picks_it() -> None:
    known = [exercise("twist"), exercise("curl")]
    menu = (Listing("twist"), Listing("curl", instead_of="twist"))
    told = Story(content(*known, phases=(phase("P1", exercises=menu),)))
    assert [slot.slug for slot in told.plan.slots if slot.active] == ["twist"]
    told.adjust(0, "curl", active=True)
    told.adjust(0, "twist", active=False)
    assert [slot.slug for slot in told.plan.slots if slot.active] == ["curl"]


def test_three_mornings_up_by_two_in_a_row_ease_a_quota() -> None:
    told = quota()
    told.morning(1, 3)
    told.morning(2, 3)
    told.session(2, slug="walk")
    told.morning(3, 3)
    assert "rule.M1" in {reason.key for reason in told.said("walk").reasons}


@pytest.mark.parametrize("mornings", [(1, 3, 3), (3, 1, 3), (3, None, 3)], ids=str)
def test_two_mornings_up_or_a_break_between_them_are_not_three_in_a_row(mornings: tuple[int | None, ...]) -> None:
    told = quota()
    told.morning(1, mornings[0])
    told.morning(2, mornings[1])
    told.session(2, slug="walk")
    told.morning(3, mornings[2])
    assert "rule.M1" not in {reason.key for reason in told.said("walk").reasons}
