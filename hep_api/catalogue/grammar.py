"""The dosage grammar of SPEC 1.1: '3x8-20 ps t2-1-2 r45 f3-5' as values."""

import re
from dataclasses import dataclass, replace

from hep_api.engine.dose import DoseRange, Frequency, Unit

_RANGE = r"(\d+)(?:-(\d+))?"
_AMOUNT = re.compile(rf"{_RANGE}x{_RANGE}(?:@{_RANGE}s|(min|st|s|m))?")
_TEMPO = re.compile(r"t(?:X|\d+-\d+-\d+(?:-\d+)?)")
_REST = re.compile(rf"r{_RANGE}")
_WEEKLY = re.compile(rf"f{_RANGE}")
_EVERY = re.compile(r"fq(\d+)d")
_BOUTS = re.compile(r"\*(\d+)/d")
_PHASE_WEEKLY = re.compile(rf"{_RANGE}/wk")
_PHASE_EVERY = re.compile(r"q(\d+)d( skip)?")

_UNITS = {None: Unit.REPS, "s": Unit.SECONDS, "st": Unit.STEPS, "m": Unit.METRES, "min": Unit.MINUTES}

NUMBERS_FROM = {"protocol-scheduled": "protocol", "stage-scheduled": "stage"}
"""First words of a dosage that takes its numbers from elsewhere."""

DOSE_PATTERN = rf"^{_AMOUNT.pattern}( ps)?$"
FREQUENCY_PATTERN = rf"^({_PHASE_WEEKLY.pattern}|{_PHASE_EVERY.pattern})( {_BOUTS.pattern})?$"
_PARTS = "|".join(part.pattern for part in (_TEMPO, _REST, _WEEKLY, _EVERY, _BOUTS))
DOSAGE_PATTERN = rf"^({_AMOUNT.pattern}|{'|'.join(NUMBERS_FROM)})( ps)?( ({_PARTS}))*$"
"""The shape of what is written, for editors; bounds are checked by reading."""


class GrammarError(ValueError):
    """A dosage that does not follow the grammar; the message says what is allowed."""


@dataclass(frozen=True, slots=True)
class Dosage:
    """A whole dosage. `dose` None when `numbers_from` says where the numbers come from. Rest in seconds."""

    dose: DoseRange | None
    frequency: Frequency
    tempo: str | None = None
    rest_low_seconds: int = 0
    rest_high_seconds: int = 0
    numbers_from: str = ""


def parse_dose(text: str, *, per_side: bool = False) -> DoseRange:
    """'3x8-20', '3x10@5s ps', '3-5x30s', '3x40st', '4x10m' or '1x10-20min'; `per_side` when 'ps' is not written.

    Sets 1-10, amounts 1-500, low never above high. Raises GrammarError.
    """
    amount, *rest = text.split()
    match = _AMOUNT.fullmatch(amount)
    if not match or rest not in ([], ["ps"]):
        raise GrammarError(
            f"'{text}' is not a dose; allowed: SETSxREPS, SETSxREPS@HOLDs, SETSx..s, SETSx..st, SETSx..m, SETSx..min, "
            "each number may be a range lo-hi, then optional 'ps'"
        )
    sets, reps = _range(match[1], match[2]), _range(match[3], match[4])
    hold = _range(match[5], match[6]) if match[5] else (0, 0)
    if not 1 <= sets[0] <= sets[1] <= 10 or not 1 <= reps[0] <= reps[1] <= 500 or hold[0] > hold[1]:
        raise GrammarError(f"'{text}' is out of bounds: sets 1-10, amounts 1-500, ranges from low to high")
    return DoseRange(*sets, *reps, _UNITS[match[7]], *hold, per_side=per_side or bool(rest))


def parse_dosage(text: str) -> Dosage:
    """A catalogue dosage: a dose (or 'protocol-scheduled', 'stage-scheduled'), tempo, rest, frequency, bouts a day.

    The frequency is obligatory. Raises GrammarError.
    """
    words = text.split()
    numbers_from = NUMBERS_FROM.get(words[0], "") if words else ""
    size = 2 if words[1:2] == ["ps"] else 1
    dose = None if numbers_from else parse_dose(" ".join(words[:size]))
    return _parts(Dosage(dose, Frequency(0, 0), numbers_from=numbers_from), words[size:], text)


def _parts(dosage: Dosage, words: list[str], text: str) -> Dosage:
    bouts = 1
    for word in words:
        if _TEMPO.fullmatch(word) and dosage.tempo is None:
            dosage = replace(dosage, tempo=word[1:])
        elif match := _REST.fullmatch(word):
            low, high = _range(match[1], match[2])
            dosage = replace(dosage, rest_low_seconds=low, rest_high_seconds=high)
        elif match := _WEEKLY.fullmatch(word):
            dosage = replace(dosage, frequency=_weekly(*_range(match[1], match[2])))
        elif match := _EVERY.fullmatch(word):
            dosage = replace(dosage, frequency=_every(int(match[1])))
        elif match := _BOUTS.fullmatch(word):
            bouts = int(match[1])
        else:
            raise GrammarError(f"'{word}' has no place in '{text}'; allowed: ps, t2-1-2, tX, r45, f3-5, fq2d, *2/d")
    if dosage.frequency.high == 0:
        raise GrammarError(f"'{text}' does not say how often; allowed: f3-5 (times a week) or fq2d (every second day)")
    return replace(dosage, frequency=replace(dosage.frequency, bouts=bouts))


def parse_frequency(text: str) -> Frequency:
    """A protocol's frequency: '3/wk', '3-5/wk', 'q2d' or 'q2d skip', each with optional ' *2/d'.

    Raises GrammarError.
    """
    words = text.replace("d skip", "d_skip").split()
    first, *rest = [word.replace("_", " ") for word in words]
    bouts = _BOUTS.fullmatch(rest[0]) if len(rest) == 1 else None
    if rest and not bouts:
        raise GrammarError(f"'{text}' is not a frequency; after it only bouts a day such as *2/d")
    if match := _PHASE_WEEKLY.fullmatch(first):
        frequency = _weekly(*_range(match[1], match[2]))
    elif match := _PHASE_EVERY.fullmatch(first):
        frequency = replace(_every(int(match[1])), skip=bool(match[2]))
    else:
        raise GrammarError(f"'{text}' is not a frequency; allowed: 3/wk, 3-5/wk, q2d or q2d skip, then optional *2/d")
    return replace(frequency, bouts=int(bouts[1])) if bouts else frequency


def _range(low: str, high: str | None) -> tuple[int, int]:
    return int(low), int(high or low)


def _weekly(low: int, high: int) -> Frequency:
    if not 1 <= low <= high <= 7:
        raise GrammarError(f"{low}-{high} times a week is impossible; allowed: 1 to 7, low before high")
    return Frequency(low, high)


def _every(days: int) -> Frequency:
    if not 1 <= days <= 28:
        raise GrammarError(f"every {days} days is out of bounds; allowed: 1 to 28")
    return Frequency(max(1, 7 // days), -(-7 // days), every_days=days)
