"""Moves a plan to another version of its protocol: what was earned stays, and nothing becomes harder."""

from dataclasses import dataclass
from decimal import Decimal

from hep_api.engine.assigning import default_days, slot_of
from hep_api.engine.changing import replace
from hep_api.engine.configuring import NotAllowed, configured
from hep_api.engine.dose import Dose, DoseRange, Load, LoadKind
from hep_api.engine.editing import Moment, rebased, said, with_plan
from hep_api.engine.facts import Action
from hep_api.engine.ladder import Rungs, row_range, rungs_of
from hep_api.engine.protocol import Content, Exercise, Listing, Phase
from hep_api.engine.results import Basis, Result
from hep_api.engine.slot import Slot, Stood, prescription_id
from hep_api.engine.state import Course, Plan


def carried_exercises(old: Content, new: Content) -> dict[str, Exercise]:
    """The exercises of what a plan moves to: the version's own, and those of before, which rest with their earnings."""
    return {**old.exercises, **new.exercises}


def why_not(plan: Plan, new: Content) -> str:
    """Why a plan cannot move to this content: 'phase' when it has not the plan's phase, 'settings', or ''."""
    if plan.phase.id not in {phase.id for phase in new.protocol.phases}:
        return "phase"
    try:
        configured(new.config, plan.overrides)
    except NotAllowed:
        return "settings"
    return ""


def move(course: Course, plan: Plan, body: Action, moment: Moment) -> Course:
    """To the content that the act names; to one that the plan cannot move to (any more) changes nothing."""
    new = course.contents.get(body.content_hash)
    if new is None or new.hash == plan.content_hash or why_not(plan, new):
        return course
    before, after = plan, _moved(plan, course.content(plan), new)
    course = said(with_plan(course, after), after, body, moment)
    earlier = {slot.id: slot for slot in before.slots}
    ladders = {slot.id: _places(course.content(before).exercises[slot.slug], new.exercises[slot.slug])
               for slot in before.slots}  # fmt: skip
    for slot in after.slots:
        old = earlier.get(slot.id)
        was = replace(old, rung=ladders[old.id][old.rung]) if old is not None else None
        if was is not None and was.active == slot.active and (was.rung, was.dose) == (slot.rung, slot.dose):
            continue
        shown = slot.shown if slot.active else None
        course = said(course, after, body, moment, slot_id=slot.id, before=was.shown if was else None, after=shown)
    return course


def _moved(plan: Plan, old: Content, new: Content) -> Plan:
    """The plan in the same phase of the new content; what was signed for later phases of the old one is void."""
    phase, past = new.protocol.phase(plan.phase.id), old.protocol.phase(plan.phase.id)
    translated = tuple(_translated(slot, old.exercises[slot.slug], new.exercises[slot.slug]) for slot in plan.slots)
    stranded = {slot.slug for slot in plan.slots if _is_stranded(slot, old, new)}
    plan = replace(plan, slots=translated, schedule_week=_week(plan, phase), content_hash=new.hash)
    menu = _Menu(plan, new, phase, {listing.slug for listing in past.exercises})
    wanted = [
        listing
        for listing in phase.exercises
        if listing.slug not in stranded and (not listing.if_goal or listing.if_goal in plan.goals)
    ]
    made = [slot for listing in wanted if (slot := menu.slot(listing)) is not None]
    ids = {slot.id for slot in made}
    rest = tuple(replace(slot, active=False, basis=None, proposal=None) for slot in plan.slots if slot.id not in ids)
    phases = [entry.id for entry in new.protocol.phases]
    later = {*phases[phases.index(phase.id) + 1 :], *({entry.id for entry in old.protocol.phases} - set(phases))}
    return replace(
        plan,
        slots=(*made, *rest),
        signed=tuple(sign for sign in plan.signed if sign.phase not in later),
        days=plan.days if plan.days_fixed else default_days(phase.frequency),
        proposal=None,
    )


def _is_stranded(slot: Slot, old: Content, new: Content) -> bool:
    """Whether the new ladder has neither its rung nor an easier one: it rests, since whatever is left is harder."""
    left = {rung.id for rung in new.exercises[slot.slug].rungs}
    return not any(rung.id in left for rung in old.exercises[slot.slug].rungs[: slot.rung + 1])


def _week(plan: Plan, phase: Phase) -> int:
    """The week of the schedule that is trained: the same, as far as the phase goes; weeks counted are kept."""
    if phase.schedule_first_week is None or phase.schedule_last_week is None:
        return plan.schedule_week
    begun = plan.schedule_week or max(phase.schedule_first_week, plan.weeks_counted + 1)
    return min(begun, phase.schedule_last_week)


@dataclass(frozen=True, slots=True)
class _Menu:
    """The new menu of a phase, being prescribed; `listed` are the exercises that it had before."""

    plan: Plan
    content: Content
    phase: Phase
    listed: set[str]

    def slot(self, listing: Listing) -> Slot | None:
        """The prescription: at its start when it is new, else where it stood; None where it has no dose."""
        start = slot_of(self.plan, self.content, listing, {})
        before = self.plan.slot(prescription_id(self.plan.id, listing.slug))
        if start is None or before is None:
            return start
        rungs = rungs_of(self.content.exercises[listing.slug], listing)
        after = self._standing(before, start, rungs)
        if after is None:
            return None
        active = before.active if listing.slug in self.listed else start.active
        changed = (before.rung, before.dose) != (after.rung, after.dose)
        return rebased(replace(after, active=active, proposal=None, revision=before.revision + changed))

    def _standing(self, before: Slot, start: Slot, rungs: Rungs) -> Slot | None:
        ceiling = rungs.ceiling if before.pin_ceiling is None else before.pin_ceiling
        rung = min(before.rung, ceiling)
        floor = min(start.floor, rung)
        kept = replace(
            before, rung=rung, floor=floor, ceiling=ceiling, core=start.core, scheduled=start.scheduled,
            table=start.table, quota=start.quota,
        )  # fmt: skip
        if start.scheduled and before.scheduled:
            return kept  # the row that is due stands until a counted week puts the next one into effect
        found = self._range(start, rungs, rung)
        if found is None:
            return None
        same = found == before.range
        dose = not_harder(before.dose, found, rungs.exercise.rungs[rung].load, same=same)
        prescribed = max(dose.sets, min(before.sets_prescribed, found.sets_high))
        results = before.results if same else tuple(_topless(result) for result in before.results)
        extension = before.extension if same and dose == before.dose else max(0, dose.target - found.high)
        return replace(
            kept, dose=dose, range=found, sets_prescribed=prescribed, extension=extension, results=results,
            rep_max=start.rep_max, quota_days=before.quota_days if before.quota == start.quota else 0,
        )  # fmt: skip

    def _range(self, start: Slot, rungs: Rungs, rung: int) -> DoseRange | None:
        if start.scheduled and self.content.protocol.schedule is not None:
            return row_range(self.content.protocol.schedule.row(self.plan.schedule_week, start.table))
        try:
            return rungs.range_at(rung)
        except ValueError:
            return None


def not_harder(dose: Dose, found: DoseRange, load: LoadKind, *, same: bool = False) -> Dose:
    """The dose where the range still holds it, else the nearest in it that is not harder, else as it is.

    Another unit begins at its bottom with no more sets. A load of the same kind stays; another one is the lightest, or
    still to be found. Where the range is the `same`, only the load may change.
    """
    sets = min(dose.sets, found.sets_high)
    if dose.load.kind is load:
        carried = dose.load
    else:
        carried = Load(load, Decimal(0) if load in (LoadKind.BAND, LoadKind.BAR) else None)
    if same:
        return replace(dose, load=carried)
    if dose.unit is not found.unit:
        return Dose(sets, found.low, found.unit, found.hold_low_seconds, carried)
    hold = min(dose.hold_seconds, found.hold_high_seconds)
    target = min(dose.targets, default=dose.target)
    return Dose(sets, min(target, found.high), found.unit, hold, carried)


def _topless(result: Result) -> Result:
    """A result under another range: it says nothing of the top of the new one."""
    return replace(result, top_hit=False, counts=False)


def _places(old: Exercise, new: Exercise) -> tuple[int, ...]:
    """Where each rung of the old ladder is on the new one, by id; for one that is gone the nearest easier one left."""
    places: list[int] = []
    known = {rung.id: index for index, rung in enumerate(new.rungs)}
    for rung in old.rungs:
        places.append(known.get(rung.id, places[-1] if places else 0))
    return tuple(places)


def _translated(slot: Slot, old: Exercise, new: Exercise) -> Slot:
    """The slot with every rung that it remembers in the numbers of the new ladder."""
    places = _places(old, new)
    if [rung.id for rung in old.rungs] == [rung.id for rung in new.rungs]:
        return slot
    return replace(
        slot,
        rung=places[slot.rung],
        floor=places[slot.floor],
        ceiling=places[slot.ceiling],
        pin_floor=None if slot.pin_floor is None else places[slot.pin_floor],
        pin_ceiling=None if slot.pin_ceiling is None else places[slot.pin_ceiling],
        results=tuple(replace(result, rung=places[result.rung]) for result in slot.results),
        basis=_basis(slot.basis, places),
        stood=_stood(slot.stood, places),
        harder_from=_stood(slot.harder_from, places),
        revision=slot.revision + 1,
        ladder_since=slot.revision + 1,
        ladder_places=places,
    )


def _basis(basis: Basis | None, places: tuple[int, ...]) -> Basis | None:
    return None if basis is None else replace(basis, rung=places[basis.rung], judged_from=None)


def _stood(stood: Stood | None, places: tuple[int, ...]) -> Stood | None:
    return None if stood is None else replace(stood, rung=places[stood.rung])
