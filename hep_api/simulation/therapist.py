"""The simulated therapist: sees what the clinic knows and answers each thing a few days after first seeing it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from uuid import UUID

from hep_api.engine.checks import Check
from hep_api.engine.facts import Action, Verb
from hep_api.engine.phases import needs_sign_off, readiness
from hep_api.engine.state import Course, Plan, PlanStatus

THERAPIST = UUID(int=3)
SIGNATURES = frozenset({"gate.sign_off", "gate.confirm"})

DELAYS = {"accept": (1, 4), "acknowledge": (0, 2), "unlock": (2, 6), "resume": (2, 7), "sign": (0, 3)}
"""Days until an answer, fewest and most, drawn anew for each thing [choice]."""

VISIT_EVERY_DAYS = 7
"""Tests are done, and what a gate asks is looked at, on one day a week [choice]."""


@dataclass
class Therapist:
    """One patient's therapist. `seen` is the day a thing was first on the worklist, by its name.

    `share` shortens (0 = answers the same day) or lengthens every delay.
    """

    seed: int
    index: int
    share: float = 1.0
    seen: dict[str, date] = field(default_factory=dict)
    unlocked: int = 0

    def acts(self, course: Course, plan: Plan, on: date) -> list[Action]:
        """What is done today, doors first; what is no longer open is forgotten."""
        if plan.status is PlanStatus.ENDED:
            return []
        acts = [*self._doors(course, on), *self._resumes(plan, on), *self._accepts(plan, on)]
        self.unlocked += sum(act.verb is Verb.UNLOCK for act in acts)
        return acts

    def visit(self, course: Course, plan: Plan, on: date) -> list[Action]:
        """Signatures and confirmations, once nothing else stands between the plan and its next phase."""
        after = course.content(plan).protocol.after(plan.phase.id)
        if after is None or plan.status is not PlanStatus.ACTIVE:
            return []
        open_ = [check for check in readiness(course, plan, on) if not check.met]
        if not open_ or any(check.key not in SIGNATURES for check in open_):
            return []
        if not self._due("sign", after.id, on):
            return []
        signed = [self._signature(check, after.id) for check in open_]
        if needs_sign_off(after) and not any(act.verb is Verb.SIGN_OFF for act in signed):
            signed.append(replace(_act(Verb.SIGN_OFF), subject="clinician", phase=after.id))
        return signed

    def _signature(self, check: Check, phase: str) -> Action:
        verb = Verb.SIGN_OFF if check.key == "gate.sign_off" else Verb.CONFIRM
        return replace(_act(verb), subject=check.subject, phase=phase)

    def _doors(self, course: Course, on: date) -> Iterator[Action]:
        for alert in course.alerts:
            if self._due("acknowledge", str(alert.id), on):
                yield replace(_act(Verb.ACKNOWLEDGE), target=alert.id)
        for lock in course.locks:
            if self._due("unlock", str(lock.id), on):
                yield replace(_act(Verb.UNLOCK), target=lock.id)

    def _resumes(self, plan: Plan, on: date) -> Iterator[Action]:
        if plan.status is not PlanStatus.ACTIVE:
            if self._due("resume", "plan", on):
                self.seen.pop("resume:plan")
                yield _act(Verb.RESUME)
        else:
            self.seen.pop("resume:plan", None)

    def _accepts(self, plan: Plan, on: date) -> Iterator[Action]:
        waiting = [slot.proposal for slot in plan.slots if slot.proposal is not None and slot.active]
        waiting += [plan.proposal] if plan.proposal is not None else []
        for proposal in waiting:
            if self._due("accept", str(proposal.key), on):
                yield replace(_act(Verb.ACCEPT), target=proposal.key)

    def _due(self, what: str, name: str, on: date) -> bool:
        key = f"{what}:{name}"
        first = self.seen.setdefault(key, on)
        low, high = DELAYS[what]
        wait = Random(f"{self.seed}:{self.index}:therapist:{what}:{first}").randint(low, high)
        return (on - first).days >= round(wait * self.share)


def _act(verb: Verb) -> Action:
    return Action(verb, "simulated", THERAPIST)
