"""Doses, frequencies and ladders in the words of the documents, so that a difference can be read."""

from collections.abc import Iterable

from tests.catalogue.extract.documents import Json
from tests.catalogue.extract.doses import UNITS

SIGNS = {unit: sign or "" for sign, unit in UNITS.items()}


def span(pair: Iterable[object]) -> str:
    """'8-20', or '8' where both ends are the same."""
    low, high = map(str, pair)
    return low if low == high else f"{low}-{high}"


def dose_text(dose: Json) -> str:
    """'3x8-20', '3x10@5s', '3x40st'; the side is said apart."""
    hold = f"@{span(dose['hold'])}s" if dose.get("hold") else ""
    return f"{span(dose['sets'])}x{span(dose['amount'])}{hold}{SIGNS[dose['unit']]}"


def frequency_text(frequency: Json) -> str:
    """'3-5/wk', 'q2d', with ' *2/d' for bouts."""
    every = frequency.get("every_days")
    often = f"q{every}d" if every else f"{span(frequency['per_week'])}/wk"
    return often if frequency["bouts"] == 1 else f"{often} *{frequency['bouts']}/d"


def ladder_text(ladder: list[Json], *, per_side: bool) -> str:
    """Rungs, easiest first, with what differs from the exercise in braces."""
    return " > ".join(_rung_text(rung, per_side=per_side) for rung in ladder)


def _rung_text(rung: Json, *, per_side: bool) -> str:
    side = rung.get("per_side")
    marks = [
        dose_text(rung["dose"]) if rung.get("dose") else "",
        "" if side in {None, per_side} else "ps" if side else "both",
        f"from {rung['from_band']}" if rung.get("from_band") else "",
    ]
    return str(rung["text"]) + "".join(f" {{{mark}}}" for mark in marks if mark)
