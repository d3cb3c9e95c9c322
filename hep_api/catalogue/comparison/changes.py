"""One difference as a sentence to be, and numbers in short notation that needs no language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hep_api.engine.dose import DoseRange, Frequency, Unit
from hep_api.engine.explain import Phrase

NOTHING = "none"
"""How a value that is not there is written; the wording has its word."""

_UNITS = {Unit.REPS: "", Unit.SECONDS: " s", Unit.STEPS: " st", Unit.METRES: " m", Unit.MINUTES: " min"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `phase` is the id of the phase it belongs to ("" = the whole programme).

    `parts` are values that are themselves sentences, by name; they fill the phrase after being said.
    """

    phase: str
    phrase: Phrase
    parts: tuple[tuple[str, tuple[Phrase, ...]], ...] = ()


def said(phase: str, key: str, /, **values: str) -> Change:
    """A difference of one sentence."""
    return Change(phase, Phrase(f"diff.{key}", tuple(values.items())))


def differing(phase: str, pairs: Sequence[tuple[str, object, object]], subject: str = "") -> Iterator[Change]:
    """A sentence for each (label, before, after) that differs; of one exercise where a `subject` is named."""
    for label, before, after in pairs:
        if before == after:
            continue
        values = {"label": f"diff_{label}", "old": written(before), "new": written(after)}
        if subject:
            yield said(phase, "exercise_value", subject=subject, **values)
        else:
            yield said(phase, "value", **values)


def written(value: object) -> str:
    """A value in short notation."""
    match value:
        case None | "" | ():
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case DoseRange():
            return range_text(value)
        case Frequency():
            return frequency_text(value)
        case tuple():
            return ", ".join(written(entry) for entry in value)
        case _:
            return str(value)


def span(low: object, high: object) -> str:
    """`3-8`, or `3` where both ends are the same."""
    return str(low) if low == high else f"{low}-{high}"


def range_text(value: DoseRange) -> str:
    """`3x8-15`, `2x30-45 s`, `2x10@5s`, and set by set `12/10/8`."""
    if value.targets:
        return "/".join(str(amount) for amount in value.targets) + _UNITS[value.unit]
    held = f"@{span(value.hold_low_seconds, value.hold_high_seconds)}s" if value.hold_high_seconds else ""
    sets, amount = span(value.sets_low, value.sets_high), span(value.low, value.high)
    return f"{sets}x{amount}{_UNITS[value.unit]}{held}"


def frequency_text(value: Frequency) -> str:
    """`3-5/7 d` for so many times a week, `1/2 d` for every second day, `(2/d)` for bouts a day."""
    rhythm = f"{span(value.low, value.high)}/7 d" if value.every_days is None else f"1/{value.every_days} d"
    return f"{rhythm}{f' ({value.bouts}/d)' if value.bouts > 1 else ''}"
