"""Whether phases follow each other: each has an end, is reached, and has a way back."""

from hep_api.catalogue.document import Cursor
from hep_api.engine.protocol import AllOf, Phase, Protocol


def check_course(cursor: Cursor, phase: Phase, index: int, protocol: Protocol) -> None:
    """A phase ends by an exit or is terminal, is reached from the one before, and has a way back [CORRECTIONS B25]."""
    if phase.weeks_max == 0:
        cursor.fail("'weeks' ends at 0: the phase would be over before it began")
    if phase.exit == AllOf(()) and not phase.terminal:
        cursor.fail("the phase is endless: it needs an 'exit', or 'terminal: true' when only a clinician ends it")
    if phase.terminal and index + 1 < len(protocol.phases) and phase.exit != AllOf(()):
        cursor.fail("the phase is terminal and has an 'exit': one of the two is meant")
    if index and protocol.phases[index - 1].terminal:
        cursor.fail(f"the phase is never reached: '{protocol.phases[index - 1].id}' before it is terminal")
    if index and not phase.back_to:
        cursor.fail("the phase has no way back: 'back_to' names the earlier phase a clinician may return to")


def check_programme_weeks(cursor: Cursor, protocol: Protocol) -> None:
    """The whole programme is allowed to last as long as it has to [CORRECTIONS B15]."""
    most = sum(phase.weeks_max for phase in protocol.phases)
    endless = any(phase.terminal for phase in protocol.phases)
    if protocol.min_programme_weeks is not None and protocol.min_programme_weeks > most and not endless:
        cursor.fail(f"all phases together last {most:f} weeks at most: discharge would never be reached")
