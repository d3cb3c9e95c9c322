"""Whether content that plans were assigned with is what a clinician signed."""

from dataclasses import replace

from hep_api.catalogue.values import UNREVIEWED, Catalogue, ProtocolEntry, Review, allowed
from hep_api.engine.protocol import Content, Protocol


def installed_review(catalogue: Catalogue, content: Content) -> Review:
    """The review of the installed protocol where it is this very content, whatever a clinic set or filled in.

    UNREVIEWED when the file has changed since, in the protocol or in an exercise, even under the same version.
    """
    entry = catalogue.protocols.get(content.protocol.id)
    if entry is None or not _as_written(entry, content.protocol):
        return UNREVIEWED
    same = all(
        allowed(catalogue.exercises[slug].exercise, entry.forbid_rungs) == content.exercises.get(slug)
        for slug in entry.slugs
    )
    return entry.review if same else UNREVIEWED


def _as_written(entry: ProtocolEntry, protocol: Protocol) -> bool:
    """Whether a protocol is the entry's, apart from exercises in its open places."""
    written = entry.protocol
    if [phase.id for phase in written.phases] != [phase.id for phase in protocol.phases]:
        return False
    places = {slot.phase for slot in entry.open_slots}
    phases = tuple(
        replace(phase, exercises=tuple(one for one in phase.exercises if one in mine.exercises))
        if phase.id in places
        else phase
        for phase, mine in zip(protocol.phases, written.phases, strict=True)
    )
    return replace(protocol, phases=phases) == written
