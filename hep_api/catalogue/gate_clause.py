"""One clause of a gate with what it is asked of."""

from dataclasses import dataclass

from hep_api.catalogue.vocabulary import Known
from hep_api.engine.configuring import Config, configured
from hep_api.engine.protocol import Exercise, Listing, Phase, Predicate, Protocol


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, the phase that is trained for it, and everything the two may refer to."""

    predicate: Predicate
    phase: Phase
    protocol: Protocol
    known: Known

    @property
    def config(self) -> Config:
        """The settings of the protocol."""
        return configured(Config(), self.protocol.config)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number that the clause writes."""
        return int(self.predicate.arg(name) or default)

    def named(self) -> list[tuple[Listing, Exercise]]:
        """The exercises that the clause names and the phase lists."""
        slugs, found = self.predicate.subject.split(","), self.known.exercises
        here = [listing for listing in self.phase.exercises if listing.slug in slugs and listing.slug in found]
        pairs = [(listing, found[listing.slug].exercise) for listing in here]
        return [(listing, exercise) for listing, exercise in pairs if exercise.rungs]
