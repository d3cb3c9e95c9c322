"""What a whole cohort comes to: shares with their numerator and denominator, days, and counts by rule."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from hep_api.engine.outcomes import Outcome
from hep_api.engine.protocol import Protocol
from hep_api.simulation.outcome import Life, Seen, Step, by_rule
from hep_api.simulation.waiting import Door, doors


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share 0-1, or None where there was nothing to count."""
        return self.part / self.whole if self.whole else None

    def __str__(self) -> str:
        return f"{self.value:.1%}" if self.value is not None else "none to count"


@dataclass(frozen=True, slots=True)
class Reached:
    """How many patients entered a phase, and on which days (counted from 0), sorted.

    `soonest` is the day an ideal patient enters it, who never hurts, tires or misses a day; None = never in this time.
    """

    phase: str
    share: Share
    days: tuple[int, ...]
    soonest: int | None

    @property
    def median_day(self) -> float | None:
        """The median day of those who entered it, or None."""
        return median(self.days) if self.days else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a report shows of one cohort. `steps` by outcome, `rules` by rule and outcome.

    `stopped_by_day[d]` is how many patients had been stopped at least once by day d. `pain` and `capacity` are weekly
    (lower quartile, mean, upper quartile); None in a week that nobody trained. `seen` splits the missed regresses
    by what could be known of them; `raised` are overloaded session days after which something was made harder or more.
    `flares` were written down by the engine; `load_flares` (of all sessions) and `life_flares` (of all days) are those
    of the hidden tissue.
    """

    patients: int
    days: int
    sessions: int
    reached: tuple[Reached, ...]
    rules: Counter[tuple[str, Outcome]]
    stopped: Share
    stopped_by_day: tuple[int, ...]
    false_advance: Share
    steps: tuple[tuple[Outcome, Share], ...]
    missed_regress: Share
    seen: tuple[tuple[Seen, Share], ...]
    raised: Share
    flares: int
    load_flares: Share
    life_flares: Share
    late: int
    superseded: int
    doors: tuple[Door, ...]
    pain: tuple[tuple[float, float, float] | None, ...]
    capacity: tuple[tuple[float, float, float] | None, ...]


def figures(lives: Sequence[Life], ideal: Life, protocol: Protocol, days: int) -> Figures:
    """The figures of a cohort of at least one patient, beside those of an ideal one."""
    rules: Counter[tuple[str, Outcome]] = Counter()
    for life in lives:
        rules.update(by_rule(life.said))
    steps = [step for life in lives for step in life.steps]
    stopped = [life.stops[0] for life in lives if life.stops]
    overloaded = sum(len(life.overloaded) for life in lives)
    return Figures(
        patients=len(lives),
        days=days,
        sessions=sum(life.sessions for life in lives),
        reached=tuple(_reached(lives, ideal, phase.id) for phase in protocol.phases),
        rules=rules,
        stopped=Share(len(stopped), len(lives)),
        stopped_by_day=tuple(sum(first <= day for first in stopped) for day in range(days + 1)),
        false_advance=_false(steps),
        steps=tuple((outcome, _false([s for s in steps if s.outcome is outcome])) for outcome in _present(steps)),
        missed_regress=Share(sum(len(life.missed) for life in lives), overloaded),
        seen=tuple((seen, Share(sum(life.seen.count(seen) for life in lives), overloaded)) for seen in Seen),
        raised=Share(sum(len(life.raised) for life in lives), overloaded),
        flares=sum(life.flares for life in lives),
        load_flares=Share(sum(life.load_flares for life in lives), sum(life.sessions for life in lives)),
        life_flares=Share(sum(life.life_flares for life in lives), len(lives) * days),
        late=sum(life.late for life in lives),
        superseded=sum(life.superseded for life in lives),
        doors=doors(((life.standing, life.waits_for) for life in lives), [phase.id for phase in protocol.phases]),
        pain=_quartiles([life.weekly_pain for life in lives]),
        capacity=_quartiles([life.weekly_capacity for life in lives]),
    )


def _reached(lives: Sequence[Life], ideal: Life, phase: str) -> Reached:
    entered = sorted(dict(life.phases)[phase] for life in lives if phase in dict(life.phases))
    return Reached(phase, Share(len(entered), len(lives)), tuple(entered), dict(ideal.phases).get(phase))


def _false(steps: Sequence[Step]) -> Share:
    return Share(sum(step.false for step in steps), len(steps))


def _present(steps: Sequence[Step]) -> list[Outcome]:
    found = {step.outcome for step in steps}
    return [outcome for outcome in Outcome if outcome in found]


def _quartiles(rows: Sequence[Sequence[float | None]]) -> tuple[tuple[float, float, float] | None, ...]:
    weeks = zip(*rows, strict=True)
    return tuple(_quartile(sorted(value for value in week if value is not None)) for week in weeks)


def _quartile(values: Sequence[float]) -> tuple[float, float, float] | None:
    if not values:
        return None
    last = len(values) - 1
    return values[last // 4], fmean(values), values[last - last // 4]
