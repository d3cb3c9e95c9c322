"""A therapist and a patient act in any order, phones come late, time passes: a model watches every step."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hep_api.engine.course import advance, replay
from hep_api.engine.facts import Fact, MorningReport, Verb
from hep_api.engine.moving import carried_exercises
from hep_api.engine.outcomes import HARDER, PROGRESSING, Decision
from hep_api.engine.state import Course, PlanStatus
from tests.engine.builders import PATIENT, Story
from tests.engine.cases import sign_off, unlock_all
from tests.engine.histories import AUTONOMY, POLICIES, SPOILT, bout, menu, second


@dataclass
class Model:
    """What a reader of the rules keeps in mind, and nothing else: what closed, who signed, what became harder."""

    closed: set[UUID] = field(default_factory=set)
    signed: bool = False
    harder: Counter[tuple[date, str]] = field(default_factory=Counter)
    revisions: dict[UUID, int] = field(default_factory=dict)
    seen: int = 0

    def reads(self, told: Story, made: tuple[Decision, ...]) -> None:
        """Take in what was decided since the last look."""
        self.closed |= {lock.id for lock in told.course.locks}
        for decision in made:
            slot = told.plan.slot(decision.slot_id) if decision.slot_id else None
            if slot is not None and decision.outcome in HARDER and not decision.proposed:
                self.harder[(decision.decided_on, told.content.exercises[slot.slug].family)] += 1


class Practice(RuleBasedStateMachine):
    """One patient's months."""

    @initialize(policy=POLICIES, autonomy=AUTONOMY)
    def begin(self, policy: str, autonomy: str) -> None:
        self.told = Story(menu(policy), autonomy=autonomy)
        self.model, self.day, self.replayed = Model(), 1, False

    def goes_on(self) -> None:
        made = self.told.course.emitted[self.model.seen :]
        self.model.reads(self.told, made)
        self.model.seen = len(self.told.course.emitted)

    @rule(answers=st.sampled_from([{}, {}, {}, *SPOILT]), pain=st.sampled_from([1, 1, 1, 0, 2, 3, None]))
    def a_day_of_training(self, answers: dict[str, object], pain: int | None) -> None:
        if self.told.plan.status is not PlanStatus.ENDED:
            bout(self.told, self.day, "17:00", answers)
        self.day += 1
        if pain is not None:
            self.told.morning(self.day, pain, swelling=0)
        self.goes_on()

    @rule(days=st.sampled_from([1, 2, 5, 9, 16]))
    def days_pass(self, days: int) -> None:
        self.day += days
        self.told.until(self.day, "05:00")
        self.goes_on()

    @rule()
    def the_clinician_lifts_everything(self) -> None:
        lifted = {lock.id for lock in self.told.course.locks}
        unlock_all(self.told, self.day, "12:30")
        self.model.closed -= lifted
        self.day += 1
        self.goes_on()

    @rule(verb=st.sampled_from([Verb.HOLD, Verb.RESUME, Verb.RESUME]))
    def the_clinician_holds_or_resumes(self, verb: Verb) -> None:
        self.told.act(self.day, verb, "12:40")
        self.day += 1
        self.goes_on()

    @rule()
    def the_clinician_signs(self) -> None:
        sign_off(self.told, self.day, "P2", "12:45")
        self.model.signed = True
        self.day += 1
        self.goes_on()

    @rule(pick=st.integers(0, 3))
    def the_clinician_accepts(self, pick: int) -> None:
        waiting = [slot.proposal.key for slot in self.told.plan.slots if slot.proposal is not None]
        waiting += [self.told.plan.proposal.key] if self.told.plan.proposal else []
        if waiting:
            self.told.act(self.day, Verb.ACCEPT, "12:50", target=waiting[pick % len(waiting)])
            self.day += 1
        self.goes_on()

    @rule()
    def the_clinician_moves_the_plan_on_and_back(self) -> None:
        here = self.told.course.content(self.told.plan)
        there = self.told.content if here.protocol.version == "2.0.0" else second()
        kept = replace(there, hash=f"{there.hash} after {here.hash}", exercises=carried_exercises(here, there))
        self.told.course = replace(self.told.course, contents={**self.told.course.contents, kept.hash: kept})
        self.told.act(self.day, Verb.MOVE, "12:55", content_hash=kept.hash, subject=kept.protocol.version)
        self.day += 1
        self.goes_on()

    @rule(rung=st.integers(0, 2))
    def the_clinician_pins(self, rung: int) -> None:
        self.told.adjust(self.day, "clam", rung_ceiling=rung)
        self.day += 1
        self.goes_on()

    @rule(back=st.integers(1, 5), pain=st.sampled_from([1, 3, 6, 9]))
    def a_morning_comes_days_late(self, back: int, pain: int) -> None:
        on = max(1, self.day - back)
        body = MorningReport(pain=Decimal(pain), limp=False, stiffness_minutes=0)
        at, day = self.told.at(on, "09:30"), self.told.at(on, "12:00").date()
        fact = Fact(UUID(int=9000 + len(self.told.facts)), at, self.told.zone, day, body)
        self.told.facts.append(fact)
        self.told.course = self.again()
        self.model.closed = {lock.id for lock in self.told.course.locks}
        self.model.harder, self.model.seen = Counter(), 0
        self.goes_on()

    def again(self) -> Course:
        """The course from the beginning."""
        empty = Course(PATIENT, zone=self.told.zone, contents=self.told.course.contents)
        reached = self.told.course.advanced_to or self.told.at(0, "12:00")
        return advance(replay(empty, self.told.facts), reached)

    @invariant()
    def doors_stay_closed(self) -> None:
        if hasattr(self, "told"):
            assert self.model.closed <= {lock.id for lock in self.told.course.locks}

    @invariant()
    def one_harder_change_a_family_and_day(self) -> None:
        if hasattr(self, "told"):
            latest = {d.key: d for d in self.told.course.emitted if d.slot_id}
            counted: Counter[tuple[date, str]] = Counter()
            for decision in latest.values():
                slot = self.told.plan.slot(decision.slot_id) if decision.slot_id else None
                if slot is not None and decision.outcome in HARDER and not decision.proposed:
                    counted[(decision.decided_on, self.told.content.exercises[slot.slug].family)] += 1
            assert max(counted.values(), default=0) <= 1

    @invariant()
    def nobody_returns_to_sport_unsigned(self) -> None:
        if hasattr(self, "told"):
            assert self.told.plan.phase.id == "P1" or self.model.signed

    @invariant()
    def doses_stay_inside_their_bounds(self) -> None:
        if not hasattr(self, "told"):
            return
        for slot in self.told.plan.slots:
            assert slot.rung <= slot.ceiling or slot.pin_ceiling is not None
            assert 1 <= slot.dose.sets <= slot.sets_prescribed
            assert 1 <= slot.dose.target <= slot.range.high + 5
            assert slot.revision >= self.model.revisions.get(slot.id, 0) or self.replayed
            self.model.revisions[slot.id] = slot.revision

    @invariant()
    def every_decision_says_why(self) -> None:
        if hasattr(self, "told"):
            for decision in self.told.course.emitted[-3:]:
                assert decision.reasons
                assert decision.rule
                assert decision.outcome not in PROGRESSING or decision.facts or decision.trigger.startswith("week")

    def teardown(self) -> None:
        """In the end the whole story, told at once, is the same course."""
        if hasattr(self, "told"):
            assert replace(self.again(), emitted=()) == replace(self.told.course, emitted=())


TestPractice = Practice.TestCase
TestPractice.settings = settings(max_examples=25, stateful_step_count=30, deadline=None, derandomize=True)
