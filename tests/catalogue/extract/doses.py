"""The dosage grammar of SPEC 1.1, read a second time so that the product's own reader cannot hide a mistake."""

import re

from tests.catalogue.extract.documents import ExtractError, Json

RANGE = r"(\d+)(?:-(\d+))?"
DOSE = re.compile(rf"{RANGE}x{RANGE}(?:@{RANGE}s|(min|st|s|m))?")
WEEKLY = re.compile(rf"{RANGE}/wk(?: \*(\d)/d)?")
EVERY = re.compile(r"q(\d+)d(?: \*(\d)/d)?")
UNITS = {None: "reps", "s": "seconds", "st": "steps", "m": "metres", "min": "minutes"}
SCHEDULED = {"protocol-scheduled": "protocol", "stage-scheduled": "stage"}


def span(low: str, high: str | None) -> list[int]:
    """`[low, high]` of a range, the same number twice where only one is written."""
    return [int(low), int(high or low)]


def dose(text: str, *, per_side: bool = False) -> Json | None:
    """'3x8-20', '3x10@5s', '3x40st', each with an optional ' ps'; None when it is no dose."""
    amount, _, rest = text.partition(" ")
    match = DOSE.fullmatch(amount)
    if match is None or rest not in {"", "ps"}:
        return None
    return {
        "sets": span(match[1], match[2]),
        "amount": span(match[3], match[4]),
        "unit": UNITS[match[7]],
        "hold": span(match[5], match[6]) if match[5] else None,
        "per_side": per_side or rest == "ps",
    }


def frequency(text: str) -> Json | None:
    """'3-5/wk', 'q2d', each with an optional ' *2/d'; None when it is no frequency."""
    if match := WEEKLY.fullmatch(text):
        return {"per_week": span(match[1], match[2]), "every_days": None, "bouts": int(match[3] or 1)}
    if match := EVERY.fullmatch(text):
        return {"per_week": None, "every_days": int(match[1]), "bouts": int(match[2] or 1)}
    return None


def dosage(text: str) -> Json:
    """A whole dosage of a catalogue line."""
    words = text.split()
    scheduled_by = SCHEDULED.get(words[0])
    size = 2 if words[1:2] == ["ps"] else 1
    found = None if scheduled_by else dose(" ".join(words[:size]))
    if found is None and scheduled_by is None:
        raise ExtractError(f"'{text}' does not begin with a dose")
    read: Json = {"dose": found, "scheduled_by": scheduled_by, "tempo": None, "rest": [0, 0]}
    often, bouts = "", ""
    for word in words[size:]:
        if re.fullmatch(r"t(X|\d+(-\d+){2,3})", word):
            read["tempo"] = word[1:]
        elif match := re.fullmatch(rf"r{RANGE}", word):
            read["rest"] = span(match[1], match[2])
        elif match := re.fullmatch(rf"f({RANGE})", word):
            often = f"{match[1]}/wk"
        elif match := re.fullmatch(r"f(q\d+d)", word):
            often = match[1]
        elif re.fullmatch(r"\*\d/d", word):
            bouts = f" {word}"
        else:
            raise ExtractError(f"'{word}' has no place in '{text}'")
    read["frequency"] = frequency(often + bouts)
    if read["frequency"] is None:
        raise ExtractError(f"'{text}' does not say how often")
    return read
