"""Whether a perfect patient gets out of every phase within its weeks [CORRECTIONS B2, B17]."""

from collections.abc import Mapping, Sequence

from hep_api.catalogue.document import Cursor
from hep_api.catalogue.walking import PhaseReach, PhaseWalk, sentence


def check_reach(document: Cursor, reached: Sequence[PhaseReach], wording: Mapping[str, str]) -> None:
    """Note every phase that holds a perfect patient longer than its weeks, with what that patient waits for."""
    phases = dict(document.entries())["phases"].items()
    for cursor, one in zip(phases, reached, strict=False):
        if not one.in_time:
            cursor.fail(_late(one.fastest, wording))
        elif one.upper is not None and not one.lower.in_time:
            slow, most = f"{one.lower.weeks:f}", f"{one.lower.weeks_max.normalize():f}"
            cursor.note(
                f"at the lower end of 'freq' a perfect patient needs {slow} of {most} weeks, only the upper end fits"
            )
    for cursor in phases[len(reached) :]:
        cursor.fail("a perfect patient never comes here: the phase before cannot be left, not even by a clinician")


def _late(walk: PhaseWalk, wording: Mapping[str, str]) -> str:
    most, missing = f"{walk.weeks_max.normalize():f}", sentence(walk.waited_for, wording)
    if not walk.out:
        return f"a perfect patient is not out after {walk.weeks:f} weeks ({most} at most); still missing: {missing}"
    return f"a perfect patient needs {walk.weeks:f} weeks ({most} at most); missing last: {missing}"
