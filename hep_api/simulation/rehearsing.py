"""A whole rehearsal: one or two cohorts lived, counted, compared and written as one page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from hep_api.catalogue.values import Catalogue, ProtocolEntry
from hep_api.codec import content_hash
from hep_api.engine.configuring import configured
from hep_api.engine.protocol import Content
from hep_api.simulation.cohort import cohort
from hep_api.simulation.comparison import Comparison, compared
from hep_api.simulation.counting import Figures, figures
from hep_api.simulation.living import Trial, live
from hep_api.simulation.model import IDEAL, Model
from hep_api.simulation.outcome import Life


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be rehearsed. `settings` change the protocol's own, as (name, value); `jobs` processes."""

    patients: int
    weeks: int
    seed: int
    autonomy: str
    settings: tuple[tuple[str, str], ...] = ()
    jobs: int = 1
    model: Model = field(default_factory=Model)


@dataclass(frozen=True, slots=True)
class Cohort:
    """One cohort: its name in the report, what it was treated with, its lives and its figures."""

    name: str
    content: Content
    lives: tuple[Life, ...]
    figures: Figures


Watch = Callable[[Iterable[Life], str], Iterable[Life]]
"""Sees the lives go by, for a progress bar, and passes them on."""


def with_settings(content: Content, settings: tuple[tuple[str, str], ...]) -> Content:
    """The content with these settings; raises NotAllowed for one that may not be set so."""
    if not settings:
        return content
    config = configured(content.config, settings)
    return replace(content, config=config, hash=content_hash(content.protocol, content.exercises, config))


def edited(catalogue: Catalogue, entry: ProtocolEntry) -> Content:
    """The content of an edited protocol with the catalogue's exercises."""
    return replace(catalogue, protocols={**catalogue.protocols, entry.protocol.id: entry}).content(entry.protocol.id)


def rehearse(asked: Asked, catalogue: Catalogue, content: Content, name: str, watch: Watch) -> Cohort:
    """One cohort lived to its end."""
    trial = Trial(
        with_settings(content, asked.settings), catalogue.measurements, asked.seed, 7 * asked.weeks, asked.autonomy,
        asked.model,
    )  # fmt: skip
    lives = tuple(watch(cohort(trial, asked.patients, asked.jobs), name))
    ideal = live(replace(trial, model=IDEAL), 0)
    return Cohort(name, trial.content, lives, figures(lives, ideal, trial.content.protocol, trial.days))


def paired(before: Cohort, after: Cohort) -> Comparison:
    """Both cohorts patient by patient."""
    return compared(before.lives, after.lives, (before.content.protocol, after.content.protocol))
