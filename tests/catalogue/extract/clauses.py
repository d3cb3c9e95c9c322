"""The structured clause texts of CORRECTIONS section E, read into the words that the protocols write gates in.

A reading is a mapping whose first key is the word, as in the YAML of a protocol: `{lsi: quad-strength, at_least: 90}`;
`any`, `all` and `if_goal` hold readings. Where a clause needs more than this grammar, `read` answers None and
readings.yaml says what it asks.
"""

import re
from collections.abc import Callable

from tests.catalogue.extract.documents import Json
from tests.catalogue.extract.repetitions import repetitions

BOUNDS = {">=": "at_least", "<=": "at_most", "=": "equals", "<": "below", ">": "above"}
NUMBER = r"[+-]?\d+(?:\.\d+)?"
BOUND = rf"(?P<bound>>=|<=|>|<|=) (?P<value>{NUMBER}|yes|no|mcid|policy\.tolerated_max)"
SETTING = r">= cfg\.(?P<setting>\w+) \(\d+(?:, age table)?\)"
SIDES = r"(?: \[(?P<sides>both sides|involved)\])?"
OCCASIONS = r"(?:, (?P<occasions>\d) (?:different )?days|, last (?P<last>\d) (?:nights|sessions))?"
ASIDE = r" \((?:supervised|at the sign-off visit|age table|9 months)\)"
"""Brackets that explain a clause and add nothing that could be asked of stored facts."""

LABEL = r"(?:pain|impairments|perception|control|performance): "


def read(text: str) -> list[Json] | None:
    """What a clause text asks, all of it; None when this grammar cannot read it."""
    found = joined(re.sub(rf"^{LABEL}", "", re.sub(ASIDE, "", text)))
    if found is None:
        return None
    readings: list[Json] = found["all"] if list(found) == ["all"] else [found]
    return readings


def joined(text: str) -> Json | None:
    """A condition, or clauses joined by OR, or else by AND, outside of brackets."""
    if match := re.fullmatch(r"if goal\.(\w+): (.*)", text):
        then = joined(match[2])
        return then and {"if_goal": match[1], "then": then}
    for sign, word in ((" OR ", "any"), (" AND ", "all")):
        parts = outside(text, sign)
        if len(parts) > 1:
            readings = [joined(_complete(part, parts[0])) for part in parts]
            return None if None in readings else {word: readings}
    return atom(text)


def outside(text: str, sign: str) -> list[str]:
    """The parts of a text between signs that no bracket holds."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and text.startswith(sign, place):
            parts.append(text[start:place])
            start = place + len(sign)
    return [*parts, text[start:]]


def _complete(part: str, first: str) -> str:
    """A part without brackets around it; the bare word `ceiling` is about the measure of the first part."""
    prom = re.match(r"prom_change\(([\w-]+)\)", first)
    if part == "ceiling" and prom:
        return f"prom_ceiling({prom[1]})"
    return part[1:-1] if part.startswith("(") and part.endswith(")") else part


def atom(text: str) -> Json | None:
    """One clause by the first pattern that fits; None when none does."""
    for pattern, make in ATOMS:
        if match := re.fullmatch(pattern, text):
            return make(match)
    return None


def _bounded(match: re.Match[str]) -> Json:
    value = match["value"].lstrip("+")
    return {BOUNDS[match["bound"]]: "policy" if value == "policy.tolerated_max" else value}


def _measure(match: re.Match[str]) -> Json:
    found = match.groupdict()
    reading: Json = {"measure": match["slug"]}
    reading |= {"setting": found["setting"]} if found.get("setting") else _bounded(match)
    if found["sides"]:
        reading["sides"] = found["sides"].removesuffix(" sides")
    return {**reading, **{name: found[name] for name in ("occasions", "last") if found[name]}}


def _valued(word: str, value: str = "") -> Callable[[re.Match[str]], Json]:
    """A word with a value that is fixed, or is the pattern's first group."""
    return lambda match: {word: value or match[1]}


ATOMS: list[tuple[str, Callable[[re.Match[str]], Json | None]]] = [
    (rf"m\((?P<slug>[\w-]+)\) {BOUND}{SIDES}{OCCASIONS}", _measure),
    (rf"m\((?P<slug>[\w-]+)\) {SETTING}{SIDES}{OCCASIONS}", _measure),
    (rf"(lsi|side_diff|prom|prom_change)\(([\w-]+)\) {BOUND}", lambda match: {match[1]: match[2], **_bounded(match)}),
    (r"pain_worst\(7d\) = 0", lambda _: {"pain_worst": "7d", "at_most": "0"}),
    (rf"pain_worst\(7d\) {BOUND}", lambda match: {"pain_worst": "7d", **_bounded(match)}),
    (rf"soreness_72h {BOUND}", lambda match: {"soreness_72h": "3d", **_bounded(match)}),
    (
        rf"(weeks_since|days_since)\((\w+)\) {BOUND}",
        lambda match: {match[1]: f"{match[2]}_on", **_bounded(match)},
    ),
    (r"rep\((.*)\)", lambda match: repetitions(match[1])),
    (r"prom_ceiling\(([\w-]+)\)", _valued("prom_ceiling")),
    (r"exit\((P\d)\)", _valued("exit")),
    (r"confirm\(([\w-]+)\)", _valued("confirm")),
    (r"screen\((clear)\)", _valued("screen")),
    (r"signoff\((clinician)\)", _valued("sign_off")),
    (r"signoff\(clinician, kind=(overlap)\)", _valued("sign_off")),
    (
        r"signoff\(clinician, confirm\(([\w-]+)\)\)",
        lambda match: {"all": [{"sign_off": "clinician"}, {"confirm": match[1]}]},
    ),
    (r"run_gate\(4\.1\)", _valued("run_gate", "default")),
    (r"run\((RS\d+) clean\)", _valued("run")),
    (r"run\((RS\d+) clean, pain (?:<=|=) (\d)\)", lambda match: {"run": match[1], "pain_at_most": match[2]}),
    (r"(sessions|days)\(phase\) >= (\d+)", lambda match: {match[1]: match[2]}),
    (r"programme_week >= (\d+)", _valued("programme_week")),
    (r"schedule\(weeks? (?:\d+-)?(\d+) counted\)", _valued("schedule_counted")),
    (r"schedule\((\d+) weeks counted\)", _valued("schedule_counted")),
    (r"morning\(settled\)", lambda _: {"morning": "settled", "last": "1"}),
    (r"morning\(settled, last (\d) reports\)", lambda match: {"morning": "settled", "last": match[1]}),
    (r"trend_up = false", _valued("trend_up", "false")),
    (r"no_red\(phase\)", _valued("no_red", "phase")),
]
