"""One prescription of a plan: where it stands on its ladder, what it has earned, what waits."""

from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from hep_api.engine.dose import Dose, DoseRange
from hep_api.engine.outcomes import Outcome, Shown
from hep_api.engine.results import Basis, Result
from hep_api.engine.schedule import Quota


def prescription_id(plan_id: UUID, slug: str) -> UUID:
    """One exercise of a plan; survives changes of dose, rung and phase."""
    return uuid5(NAMESPACE_URL, f"hep:prescription:{plan_id}:{slug}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """An A2 or A4 that waits for a clinician in `suggest`; one a slot (or plan), replaced by newer evidence."""

    key: UUID
    outcome: Outcome
    made_on: date
    after: Shown | None = None
    phase_after: str = ""


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a prescription stood once: before a gap, or before its last harder change."""

    rung: int
    dose: Dose
    range: DoseRange
    extension: int


@dataclass(frozen=True, slots=True)
class Comeback:
    """Weeks of fewer sets: after a gap (M7, R7) or a planned lighter week (M9). Meanwhile only A1.

    `sets` is how many are allowed in each week; the first begins `from_on`, None = with the next session.
    """

    rule: str
    sets: tuple[int, ...]
    from_on: date | None = None
    week: int = 0

    @property
    def allowed(self) -> int:
        """How many sets this week allows."""
        return self.sets[self.week]


@dataclass(frozen=True, slots=True)
class Slot:
    """One prescription of a plan: where it stands on its ladder and what it has earned.

    `extension` counts reps above range-top (0-5, SPEC 3.4). `sets_prescribed` is what restoring climbs back to.
    `rest_from` set = unavailable until a morning settles (R1, R2); `skip_from` set = the next session day after it is
    skipped (M2). `harder_on` are the days of harder changes. `floor` and `ceiling` bound the walk; `pin_floor` and
    `pin_ceiling` are the clinician's own bounds, which outlast a phase [SPEC 1.2.6]. `scheduled` takes its numbers from
    a `table` of weeks, `rep_max` = as heavy as the target allows. `quota_days` qualifying days were done on this quota.
    `stood` is where it stood before a gap: a longer one is judged from there again, never added up [SPEC 3.9.12].
    `harder_from` is where its last harder change began: a phase entered on that day gives it back [invariant 5].
    `phase_rung` is the rung it entered its phase on.
    A move to another version may number the rungs anew: revisions before `ladder_since` counted them otherwise, and
    `ladder_places` tells where each of theirs is now.
    """

    id: UUID
    slug: str
    rung: int
    dose: Dose
    range: DoseRange
    revision: int = 1
    floor: int = 0
    ceiling: int = 0
    extension: int = 0
    sets_prescribed: int = 0
    core: bool = False
    scheduled: bool = False
    active: bool = True
    results: tuple[Result, ...] = ()
    harder_on: tuple[date, ...] = ()
    rest_from: date | None = None
    skip_from: date | None = None
    basis: Basis | None = None
    proposal: Proposal | None = None
    pin_floor: int | None = None
    pin_ceiling: int | None = None
    comeback: Comeback | None = None
    table: str = ""
    rep_max: bool = False
    quota: Quota | None = None
    quota_days: int = 0
    stood: Stood | None = None
    harder_from: Stood | None = None
    phase_rung: int = 0
    ladder_since: int = 0
    ladder_places: tuple[int, ...] = ()

    def rung_shown(self, rung: int, revision: int) -> int:
        """A rung that a phone showed with this revision, in the numbers of the ladder as it is now."""
        if revision >= self.ladder_since or not self.ladder_places:
            return rung
        return self.ladder_places[min(rung, len(self.ladder_places) - 1)]

    @property
    def sets_allowed(self) -> int:
        """How many sets good sessions may bring back: the prescribed ones, fewer while coming back from a gap."""
        return min(self.sets_prescribed, self.comeback.allowed) if self.comeback else self.sets_prescribed

    @property
    def standing(self) -> Stood:
        """Where it stands now."""
        return Stood(self.rung, self.dose, self.range, self.extension)

    @property
    def shown(self) -> Shown:
        """The prescription as the phone shows it now."""
        return Shown(self.rung, self.dose, self.revision)
