"""What is walked: the content of a protocol with its open places filled, and the tests its gates may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hep_api.catalogue.bands import too_early
from hep_api.catalogue.values import ExerciseEntry, Fills, MeasurementEntry, OpenSlot, ProtocolEntry, content_of
from hep_api.engine.configuring import Config
from hep_api.engine.protocol import Content, Exercise, Listing, Phase


@dataclass(frozen=True, slots=True)
class Ground:
    """Content under its hash, and every measurement by slug."""

    content: Content
    measurements: Mapping[str, MeasurementEntry] = field(hash=False)


def ground_of(
    entry: ProtocolEntry, exercises: Mapping[str, ExerciseEntry], measurements: Mapping[str, MeasurementEntry]
) -> Ground:
    """A protocol ready to be walked: required places hold the first exercise that may stand there."""
    fills = tuple(
        ((slot.phase, slot.id), first_allowed(slot, entry, exercises)) for slot in entry.open_slots if slot.required
    )
    return Ground(content_of(entry, exercises, Config(), fills=_without_repeats(fills)), measurements)


def first_allowed(slot: OpenSlot, entry: ProtocolEntry, exercises: Mapping[str, ExerciseEntry]) -> tuple[Listing, ...]:
    """The first exercise of the catalogue that fits into an open place, as a listing; () when none does."""
    phase = entry.protocol.phase(slot.phase)
    taken = {listing.slug for listing in phase.exercises} | set(entry.forbid)
    fitting = (slug for slug, one in exercises.items() if slug not in taken and _fits(one.exercise, slot.family, phase))
    return tuple(Listing(slug) for slug in list(fitting)[:1])


def _fits(exercise: Exercise, family: str, phase: Phase) -> bool:
    fits = not family or family in exercise.families
    return fits and exercise.dose is not None and not too_early(exercise, phase.band)


def _without_repeats(fills: Fills) -> Fills:
    """Two places of one phase never hold the same exercise: the later one stays empty."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for (phase, place), listings in fills:
        fresh = tuple(listing for listing in listings if (phase, listing.slug) not in seen)
        seen |= {(phase, listing.slug) for listing in fresh}
        kept.append(((phase, place), fresh))
    return tuple(kept)


def at_upper_end(ground: Ground) -> Ground:
    """The same content with every phase trained as often as its frequency allows; itself where no phase has a range."""
    protocol = ground.content.protocol
    phases = tuple(
        replace(phase, frequency=replace(phase.frequency, low=phase.frequency.high)) for phase in protocol.phases
    )
    if all(phase.frequency.every_days or phase.frequency.low == phase.frequency.high for phase in protocol.phases):
        return ground
    content = replace(ground.content, hash=f"{ground.content.hash}:upper", protocol=replace(protocol, phases=phases))
    return replace(ground, content=content)
