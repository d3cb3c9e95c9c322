"""Every reason says what was seen and what was asked, in the very words and numbers its sentence will carry."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from hep_api.engine.facts import Form, SessionLog, Usual, Verb
from hep_api.engine.outcomes import Reason, ScopeKind
from tests.engine.builders import MONDAY, Story
from tests.engine.cases import LIFT, SHORT, at_top, hsr, story

Tell = Callable[[Story], object]


def reasons(told: Story, rule: str) -> list[Reason]:
    """The reasons of this row of the table in the newest decision that has any."""
    found = ([entry for entry in d.reasons if entry.key == f"rule.{rule}"] for d in reversed(told.course.emitted))
    return next(entries for entries in found if entries)


def trained(*days: int, morning: object = 1, **answers: object) -> Tell:
    def tell(told: Story) -> None:
        for day in days:
            told.trained(day, morning, **answers)

    return tell


def told_next_morning(**answers: object) -> Tell:
    return lambda told: (told.session(0), told.morning(1, **answers))


def both(*steps: Tell) -> Tell:
    return lambda told: [step(told) for step in steps]


def usually(**usual: object) -> Tell:
    return lambda told: told.act(0, Verb.RESET, "09:00", usual=Usual(**usual))  # type: ignore[arg-type]


def rising(told: Story) -> None:
    for day in range(1, 8):
        told.morning(day, 0)
    for day in range(8, 14):
        told.morning(day, 1)
    told.trained(13)


def woken(told: Story) -> None:
    for day in range(3):
        told.session(day)
        told.morning(day + 1, night_pain=day in (0, 2))


SAID: list[tuple[str, str, Tell, str, str, str]] = [
    ("limping", "standard", trained(0, limp=True), "S2", "limp", "no limp"),
    ("limping in the morning", "standard", told_next_morning(limp=True), "S2", "limp", "no limp"),
    ("pain-altered movement", "standard", trained(0, form=Form.PAIN_ALTERED), "S2", "pain_altered", "no limp"),
    ("pain in the lock band", "standard", trained(0, pain=7), "S3", "7", "6"),
    ("a severe score", "tendon", trained(0, pain=9), "S4", "9", "8"),
    ("a severe morning", "tendon", trained(0, pain=3, morning="8.5"), "S4", "9", "8"),
    ("giving way", "standard", trained(0, instability=True), "S5", "instability", "none"),
    ("swelling up by three", "standard", trained(0, swelling=3), "S5", "swelling +3", "swelling +2"),
    ("swelling up to grade 3", "postop", both(usually(swelling=2), trained(1, swelling=3)),
     "S5", "swelling grade 3", "swelling grade 3"),
    ("woken in two nights", "standard", woken, "S6", "2", "2"),
    ("a painful bone", "bone", trained(0, pain=2, morning=0), "S7", "2", "0"),
    ("a bone that hurts in the morning", "bone", trained(0, pain=0, morning="0.5"), "S7", "1", "0"),
    ("a third red in a week", "tendon", both(trained(0, pain=6), trained(2, pain=6), trained(4, pain=6)),
     "S8", "3", "2"),
    ("a red below the lock", "tendon", trained(0, pain=7), "R1", "7", "5"),
    ("a flare", "standard", trained(0, morning=4), "R2", "3", "2"),
    ("a second tendon flare", "tendon", both(trained(0, morning=3), trained(14, morning=4)), "R3", "2", "2"),
    ("eased twice", "standard", trained(0, 1, pain=3), "R4", "2", "2"),
    ("broken down twice", "standard", trained(0, 1, form=Form.BREAKDOWN), "R5", "2", "2"),
    ("3 of 8 twice", "standard", trained(0, 1, reps=3), "R6", "38%", "50%"),
    ("5 of 8 three times", "standard", trained(0, 1, 2, reps=5), "R6", "62%", "75%"),
    ("swollen to mild", "postop", both(usually(swelling=1), trained(1, swelling=2)), "R9", "2", "1"),
    ("above what is tolerated", "moderate", trained(0, pain=5), "M1", "5", "3"),
    ("a first tendon flare", "tendon", trained(0, morning=4), "M2", "3", "2"),
    ("a rise across sets", "standard", trained(0, pains=[0, 1, 3]), "M3", "3", "2"),
    ("effort too high twice", "standard", trained(0, 1, rpe=9), "M4", "9", "8"),
    ("5 of 8 twice", "standard", trained(0, 1, reps=5), "M5", "62%", "75%"),
    ("nothing answered", "standard", lambda s: (s.session(0, pain=None, limp=None, instability=None), s.until(1)),
     "H1", "pain, limp, instability, morning", "all answered"),
    ("swelling and stiffness not told", "postop", trained(0, swelling=None), "H1", "swelling", "all answered"),
    ("no morning after surgery", "postop", lambda s: (s.session(0, swelling=None), s.until(1)),
     "H1", "morning, swelling", "all answered"),
    ("stiffness not told", "tendon", told_next_morning(stiffness=None, stiffness_minutes=None),
     "H1", "stiffness", "all answered"),
    ("limping in the morning not answered", "standard", told_next_morning(limp=None),
     "H1", "morning limp", "all answered"),
    ("three mornings up under quota", "quota", trained(0, 1, 2, 3, morning=3), "M1", "4", "3"),
    ("a morning slightly up", "standard", trained(0, morning="2.5"), "H2", "1.5", "0"),
    ("a red this week", "tendon", both(trained(0, pain=6), trained(2, pain=6), trained(4)),
     "H3", str(MONDAY.replace(day=MONDAY.day + 2)), "7"),
    ("small faults", "standard", trained(0, form=Form.MINOR), "H4", "minor", "ok"),
    ("6 of 8", "standard", trained(0, reps=6), "H5", "75%", "100%"),
    ("a trace of swelling", "standard", trained(0, swelling=1), "H8", "1", "0"),
    ("slow to settle", "standard",
     lambda s: (s.session(0), s.after(0, settle_minutes=90, pain=Decimal(1)), s.morning(1)), "H9", "90", "60"),
    ("paused", "standard", both(lambda s: s.pause(0, 3), trained(1)), "H11", "paused", "not paused"),
    ("effort above the cap", "standard", trained(0, rpe="7.5"), "H13", "7.5", "7"),
    ("mornings that rise", "tendon", rising, "H14", "rising", "0.5"),
    ("an open flag", "standard", both(lambda s: s.screen(1, "RF34"), trained(1)), "H15", "S1", "acknowledged"),
]  # fmt: skip


@pytest.mark.parametrize(
    "policy, tell, rule, observed, threshold", [row[1:] for row in SAID], ids=[f"{row[3]}: {row[0]}" for row in SAID]
)
def test_a_reason_carries_what_was_seen_and_what_was_asked(
    policy: str, tell: Tell, rule: str, observed: str, threshold: str
) -> None:
    told = story(policy)
    tell(told)
    assert [(entry.observed, entry.threshold) for entry in reasons(told, rule)] == [(observed, threshold)]


AT_TOP: list[tuple[str, str, Tell, str, str, str]] = [
    ("too little known", "standard", lambda s: s, "H10", "insufficient", "80%"),
    ("effort unknown", "standard", trained(6, rpe=None), "H1", "effort", "all answered"),
    ("tolerated pain", "tendon", trained(6, pain=4), "H12", "4", "2"),
]  # fmt: skip


@pytest.mark.parametrize(
    "policy, tell, rule, observed, threshold",
    [row[1:] for row in AT_TOP],
    ids=[f"{row[3]}: {row[0]}" for row in AT_TOP],
)
def test_what_stands_in_the_way_of_a_harder_step_is_told_alike(
    policy: str, tell: Tell, rule: str, observed: str, threshold: str
) -> None:
    told = at_top(policy)
    tell(told)
    assert [(entry.observed, entry.threshold) for entry in reasons(told, rule)] == [(observed, threshold)]


BETWEEN: list[tuple[str, str, Tell, str, str, str]] = [
    ("a severe hour after", "standard", lambda s: s.after(0, pain=Decimal("8.5")), "S4", "8.5", "8"),
    ("a severe test", "standard", lambda s: s.measure(0, "stairs-pain", 8), "S4", "8", "8"),
    ("a bone that hurts the hour after", "bone", lambda s: s.after(0, pain=Decimal("0.5")), "S7", "1", "0"),
    ("a bone that hurts in a test", "bone", lambda s: s.measure(0, "hop-in-place-30s-pain", 1), "S7", "1", "0"),
    ("a test in the lock band", "standard", lambda s: s.measure(0, "stairs-pain", "6.5"), "S3", "6.5", "6"),
    ("an urgent answer", "standard", lambda s: s.screen(0, "RF08"), "S1", "RF08", "U"),
]  # fmt: skip


@pytest.mark.parametrize(
    "policy, tell, rule, observed, threshold",
    [row[1:] for row in BETWEEN],
    ids=[f"{row[3]}: {row[0]}" for row in BETWEEN],
)
def test_a_stop_that_no_session_carries_says_what_was_told(
    policy: str, tell: Tell, rule: str, observed: str, threshold: str
) -> None:
    told = story(policy)
    tell(told)
    assert [(entry.observed, entry.threshold) for entry in reasons(told, rule)] == [(observed, threshold)]


AWAY: list[tuple[int, str, str, str]] = [(6, "H7", "5", "4"), (9, "M7", "7", "7"), (17, "R7", "14", "14")]


@pytest.mark.parametrize("day, rule, observed, threshold", AWAY)
def test_a_gap_is_told_in_days_since_the_first_missed_session(
    day: int, rule: str, observed: str, threshold: str
) -> None:
    told = story()
    told.act(0, Verb.ADJUST, days=(0, 1, 2, 3, 4, 5, 6))
    told.trained(0)
    told.session(day)
    assert [(entry.observed, entry.threshold) for entry in reasons(told, rule)] == [(observed, threshold)]


EARNED: list[tuple[str, Tell, tuple[str, str, str]]] = [
    ("below the top", trained(0), ("A1", "earned.below_top", "8")),
    ("a set was missing", both(trained(0, pain=3), trained(1)), ("A1", "earned.set_restored", "8")),
    ("before the morning", lambda s: s.session(0), ("H1", "hold.waits_for_morning", "")),
    ("not settled by its cause", lambda s: (s.session(0, bout=1), s.session(0, clock="20:00", bout=2), s.morning(1)),
     ("H6", "hold.second_bout", "")),
]  # fmt: skip


@pytest.mark.parametrize("tell, reason", [row[1:] for row in EARNED], ids=[row[0] for row in EARNED])
def test_what_is_earned_or_waits_says_why(tell: Tell, reason: tuple[str, str, str]) -> None:
    told = story()
    tell(told)
    decision = told.said()
    assert [(entry.rule, entry.key, entry.observed) for entry in decision.reasons] == [reason]
    assert (decision.scope, decision.scope_value) == (ScopeKind.EXERCISE, "clam")


SCOPES = [
    ("standard", {"pain": 7}, ScopeKind.FAMILY, "hip_abd"),
    ("standard", {"instability": True}, ScopeKind.REGION, "hip"),
    ("tendon", {"pain": 9}, ScopeKind.PROGRAMME, "all"),
    ("standard", {"pain": 3}, ScopeKind.EXERCISE, "clam"),
]


@pytest.mark.parametrize("policy, answers, scope, value", SCOPES, ids=[row[2].value for row in SCOPES])
def test_a_decision_says_how_far_it_reaches(
    policy: str, answers: dict[str, object], scope: ScopeKind, value: str
) -> None:
    told = story(policy)
    told.session(0, **answers)  # type: ignore[arg-type]
    assert (told.said().scope, told.said().scope_value) == (scope, value)


def test_what_was_done_in_two_weeks_is_told_in_percent() -> None:
    told = story(dose=SHORT)
    for day in (0, 1, 2, 3, 6, 7):
        told.trained(day)
    assert [(entry.observed, entry.threshold) for entry in reasons(told, "H10")] == [("75%", "80%")]


def test_too_heavy_work_at_a_repetition_maximum_tells_its_effort() -> None:
    told = hsr()
    told.trained(0, slug=LIFT, load=20, rpe=8)
    told.trained(2, slug=LIFT, rpe="9.5")
    assert [(entry.observed, entry.threshold) for entry in reasons(told, "M4")] == [("9.5", "9")]


def test_effort_just_above_its_target_at_a_repetition_maximum_earns_nothing_and_says_so() -> None:
    told = hsr()
    told.trained(0, slug=LIFT, load=20, rpe=8)
    told.trained(2, slug=LIFT, rpe="8.5")
    assert [(entry.rule, entry.key) for entry in told.said(LIFT).reasons] == [("H5", "hold.not_qualifying")]


def test_two_at_the_top_say_so_and_rest_on_both_sessions() -> None:
    told = at_top()
    session = told.session(6)
    morning = told.morning(7)
    decision = told.said()
    assert [(entry.rule, entry.key, entry.observed) for entry in decision.reasons] == [
        ("A2", "earned.two_at_top", "10")
    ]
    before = next(fact for fact in reversed(told.facts[:-2]) if isinstance(fact.body, SessionLog))
    assert decision.facts == (session.id, morning.id, before.id)
