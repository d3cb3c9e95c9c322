"""What stands inside `rep(...)`: exercises, perhaps each with a rung, and what the last good session has to show.

Rungs keep the words of the ladder. A hold is not read: it is the exercise's own.
"""

import re
from collections.abc import Callable

from tests.catalogue.extract.documents import Json
from tests.catalogue.extract.doses import DOSE

SLUG = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
SUBJECT = re.compile(rf"(?:each of |and )?(?P<slug>{SLUG})(?: @(?P<rung>.+?))?")

ARGUMENTS: list[tuple[str, Callable[[re.Match[str]], Json]]] = [
    (r"top of range(?: all sets)?", lambda _: {"top": "true"}),
    (r"rpe <= (\d)", lambda match: {"rpe_at_most": match[1]}),
    (r"rpe >= (\d)", lambda match: {"rpe_at_least": match[1]}),
    (r"pain <= (\d)", lambda match: {"pain_at_most": match[1]}),
    (r"pain <= policy\.tolerated_max", lambda _: {"pain_at_most": "policy"}),
    (r"form ok", lambda _: {"form": "ok"}),
    (r"(\d)(?: consecutive)? sessions", lambda match: {"sessions": match[1]}),
    (r"(\d) of last (\d) sessions", lambda match: {"sessions": match[1], "of_last": match[2]}),
]


def repetitions(text: str) -> Json | None:
    """The reading of all parts; several exercises become one clause each, `at least n of` them stay one."""
    match = re.fullmatch(r"(?:at least (?P<count>\d) of )?(?P<parts>.*)", text)
    if match is None:
        return None
    subjects: list[Json] = []
    arguments: Json = {}
    for part in re.split(r", | and ", match["parts"]):
        argument = _argument(part)
        if argument is not None:
            arguments |= argument
        elif (subject := SUBJECT.fullmatch(part)) is not None:
            subjects.append(_subject(subject))
        else:
            return None
    if match["count"]:
        return {"rep": [subject["rep"] for subject in subjects], "any_count": match["count"], **arguments}
    readings = [{**subject, **arguments} for subject in subjects]
    return readings[0] if len(readings) == 1 else {"all": readings}


def _subject(match: re.Match[str]) -> Json:
    rung = (match["rung"] or "any rung").removesuffix(" or harder")
    return {"rep": match["slug"], **({} if rung == "any rung" else {"rung": rung})}


def _argument(part: str) -> Json | None:
    for pattern, make in ARGUMENTS:
        if match := re.fullmatch(pattern, part):
            return make(match)
    amount = DOSE.fullmatch(part.replace(" @", "@"))
    if amount is None or amount[2] or amount[4]:
        return None
    return {"sets": amount[1], "target": amount[3]}
