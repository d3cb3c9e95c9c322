"""What holds for every history: the fold, the invariants of safety, and that worse news never leads to more."""

import os
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hep_api import codec
from hep_api.engine.course import advance, replay
from hep_api.engine.dose import LoadKind
from hep_api.engine.facts import Form, SessionLog
from hep_api.engine.outcomes import HARDER, PROGRESSING, RANK, Decision, Outcome, Stage
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course
from tests.engine.builders import PATIENT, Story
from tests.engine.histories import AUTONOMY, HISTORIES, NEARLY, POLICIES, Day, length, live, numbered, tell

MANY = int(os.environ.get("HEP_EXAMPLES", "0"))
"""How many examples a deep run tries, each time others; without it a few, always the same."""

FEW = settings(
    max_examples=MANY or 40, deadline=None, derandomize=not MANY, suppress_health_check=[HealthCheck.too_slow]
)


@FEW
@given(HISTORIES, POLICIES, AUTONOMY, st.randoms(use_true_random=False))
def test_stepping_replaying_and_any_order_of_arrival_give_the_same_course(
    days: list[Day], policy: str, autonomy: str, chance: Random
) -> None:
    told = tell(days, policy, autonomy)
    assert told.replayed() == told.course
    shuffled = [*told.facts, *told.facts[:3]]
    chance.shuffle(shuffled)
    again = replay(Course(PATIENT, zone=told.zone, contents=told.course.contents), shuffled)
    assert advance(again, told.at(length(days) + 2, "12:00")) == told.course


@FEW
@given(HISTORIES, POLICIES, st.lists(st.integers(1, 60 * 24 * 20), max_size=8))
def test_time_cut_into_pieces_is_the_same_time(days: list[Day], policy: str, cuts: list[int]) -> None:
    told = tell(days, policy)
    end = told.at(length(days) + 23, "12:00")
    pieces = told.course
    for minutes in sorted(cuts):
        pieces = advance(pieces, told.at(length(days) + 2, "12:00") + timedelta(minutes=minutes))
    assert advance(pieces, end) == advance(told.course, end)


@FEW
@given(HISTORIES, POLICIES, AUTONOMY)
def test_a_course_survives_being_written_down(days: list[Day], policy: str, autonomy: str) -> None:
    told = tell(days, policy, autonomy)
    plain = codec.to_plain(told.course)
    back = codec.from_plain(plain, Course)
    assert replace(back, emitted=told.course.emitted) == told.course
    assert codec.canonical(codec.to_plain(back)) == codec.canonical(plain)


def test_enough_of_the_histories_really_progress() -> None:
    progressed: list[bool] = []
    seen: Counter[Outcome] = Counter()

    @settings(FEW, max_examples=3 * (MANY or 40))
    @given(HISTORIES, POLICIES)
    def sample(days: list[Day], policy: str) -> None:
        finals = [d for d in tell(days, policy).course.emitted if d.stage is Stage.FINAL]
        seen.update(d.outcome for d in finals)
        progressed.append(any(d.outcome in PROGRESSING for d in finals))

    sample()
    assert sum(progressed) >= len(progressed) * 0.2
    everything = {
        Outcome.STOP_ALERT, Outcome.REGRESS, Outcome.MODIFY, Outcome.HOLD, Outcome.INCREASE_REPS, Outcome.INCREASE_LOAD,
        Outcome.ADVANCE_VARIANT,
    }  # fmt: skip
    assert everything <= set(seen)


@FEW
@given(HISTORIES, POLICIES, AUTONOMY)
def test_the_invariants_of_safety_hold_after_every_fact(days: list[Day], policy: str, autonomy: str) -> None:
    told = tell([], policy, autonomy)
    for number, day in numbered(days):
        before = told.course
        live(told, number, day)
        for decision in told.course.emitted[len(before.emitted) :]:
            explained(decision)
            if decision.actor == "engine" and decision.slot_id is not None:
                small_enough(decision)
                if decision.outcome in PROGRESSING:
                    nothing_in_the_way(told, decision)
                if decision.outcome in PROGRESSING and not decision.trigger.startswith("day:"):
                    nothing_missing(told, decision)
    one_harder_change_a_day(told)
    signed_before_return_to_sport(told)
    for slot in told.plan.slots:
        in_bounds(slot)


def explained(decision: Decision) -> None:
    """Invariant 12: every decision stores rules, facts, versions and who decided."""
    assert decision.reasons
    assert decision.rule
    assert decision.content_hash == "c"
    assert decision.engine_version
    assert decision.actor
    assert decision.facts or decision.trigger.startswith(("day:", "week:", "gap:"))


def small_enough(decision: Decision) -> None:
    """Invariant 4: one rung at most; load up by a tenth, or by the one smallest step of a quarter at most."""
    before, after = decision.before, decision.after
    assert before is not None
    assert after is not None
    assert abs(after.rung - before.rung) <= 1
    rises = decision.outcome in PROGRESSING
    if rises and before.dose.load.kind is LoadKind.KG and before.dose.load.value and after.dose.load.value:
        share = (after.dose.load.value - before.dose.load.value) / before.dose.load.value
        step = after.dose.load.value - before.dose.load.value
        assert share <= Decimal("0.10") or (step == 1 and share <= Decimal("0.25"))


def nothing_in_the_way(told: Story, decision: Decision) -> None:
    """Invariant 1: no progress with a red, a flare, a lock or an alert in the window of this family."""
    slot = told.plan.slot(decision.slot_id) if decision.slot_id else None
    assert slot is not None
    judged = [entry.on for entry in slot.results if str(entry.session_id) == decision.trigger]
    on = judged[0] if judged else decision.decided_on
    families = set(told.content.exercises[slot.slug].families)
    window = [red for red in told.plan.reds if 0 <= (on - red.on).days <= 6 and set(red.families) & families]
    assert not window
    at = decision.decided_at
    assert not [lock for lock in told.course.locks if lock.since < at]
    assert not [alert for alert in told.course.alerts if alert.since < at]


def nothing_missing(told: Story, decision: Decision) -> None:
    """Invariant 2: no progress from a session with missing pain, form, morning or (harder steps) effort."""
    body = next(fact.body for fact in told.facts if str(fact.id) == decision.trigger)
    assert isinstance(body, SessionLog)
    log = next(entry for entry in body.exercises if entry.prescription_id == decision.slot_id)
    assert all(entry.pain is not None for entry in log.sets)
    assert log.form is Form.OK
    assert body.limp is False
    assert len(decision.facts) >= 2
    assert log.rpe is not None or decision.outcome not in HARDER


def one_harder_change_a_day(told: Story) -> None:
    """Invariant 5: never two harder changes to one load family on one day."""
    changed: Counter[tuple[object, str]] = Counter()
    latest = {d.key: d for d in told.course.emitted if d.slot_id is not None and not d.proposed}
    for decision in latest.values():
        slot = told.plan.slot(decision.slot_id) if decision.slot_id else None
        if slot is not None and decision.outcome in HARDER:
            changed[(decision.decided_on, told.content.exercises[slot.slug].family)] += 1
    assert max(changed.values(), default=0) <= 1


def signed_before_return_to_sport(told: Story) -> None:
    """Invariant 6: the return phase is unreachable without a signature for it."""
    if told.plan.phase.id == "P2":
        assert any(sign.kind == "sign_off" and sign.phase == "P2" for sign in told.plan.signed)


def in_bounds(slot: Slot) -> None:
    """Never outside the pins, never without a set or a repetition, never above the range by more than five."""
    assert slot.floor <= slot.rung <= slot.ceiling
    assert 1 <= slot.dose.sets <= slot.sets_prescribed
    assert 1 <= slot.dose.target <= slot.range.high + 5


SCALES: dict[str, tuple[object, ...]] = {
    "pain": (0, 1, 2, 3, 4, 5, 6, 7, 8, 10),
    "last_pain": (1, 2, 3, 4, 5, 6, 8),
    "morning": (0, 1, 2, 3, 4, 6, 8),
    "stiffness": (0, 10, 30),
    "swelling": (0, 1, 2, 4),
    "morning_swelling": (0, 1, 2),
    "rpe": (5, 6, 7, 8, 9, 10),
    "reps_short": (0, 1, 3, 8),
}
"""For each answer its values from good to bad."""


def finished(days: list[Day], policy: str, scale: str, value: object) -> list[Outcome]:
    """The final outcomes of one more day that differs only in one answer."""
    told, number = tell(days, policy), length(days) + 3
    answers: dict[str, object] = {"pain": 1, "rpe": 6}
    if scale in ("pain", "rpe"):
        answers[scale] = value
    logs = []
    for slot in told.plan.slots:
        given = dict(answers)
        if scale == "last_pain":
            given["pains"] = [1] * (slot.dose.sets - 1) + [value]
        if scale == "reps_short":
            given["reps"] = max(0, slot.dose.target - int(str(value)))
        if slot.slug == "press" and slot.dose.load.value is None:
            given["load"] = 20
        logs.append(told.log(slot.slug, **given))
    session = told.session(number, *logs, swelling=value if scale == "swelling" else 0)
    told.morning(
        number + 1,
        value if scale == "morning" else 1,
        stiffness_minutes=value if scale == "stiffness" else 0,
        swelling=value if scale == "morning_swelling" else 0,
    )
    latest = {d.slot_id: d for d in told.course.emitted if d.trigger == str(session.id) and d.stage is Stage.FINAL}
    return [latest[slot.id].outcome for slot in told.plan.slots]


def test_worse_news_never_leads_to_a_less_conservative_outcome() -> None:
    moved: list[bool] = []

    @settings(FEW, max_examples=3 * (MANY or 40))
    @given(NEARLY, POLICIES, st.sampled_from(sorted(SCALES)), st.data())
    def compare(days: list[Day], policy: str, scale: str, data: st.DataObject) -> None:
        values = SCALES[scale]
        better = data.draw(st.sampled_from([0, 0, 0, *range(len(values) - 1)]))
        worse = data.draw(st.integers(better + 1, len(values) - 1))
        fine = finished(days, policy, scale, values[better])
        bad = finished(days, policy, scale, values[worse])
        moved.append(bool(set(fine) & PROGRESSING))
        assert all(RANK[after] <= RANK[before] for before, after in zip(fine, bad, strict=True)), (fine, bad)

    compare()
    assert sum(moved) >= len(moved) * 0.2
