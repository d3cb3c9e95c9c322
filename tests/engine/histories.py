"""Histories made by chance, most of them one answer away from progress: what the properties are tried on."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from hypothesis import strategies as st

from hep_api.engine.dose import DoseRange
from hep_api.engine.facts import Form, Verb
from hep_api.engine.pain import POLICIES as ALL
from hep_api.engine.pain import RUNNING_ONLY
from hep_api.engine.protocol import AllOf, Band, Content, Listing, Rung
from tests.engine.builders import Story, clause, content, exercise, loaded, phase
from tests.engine.cases import sign_off, unlock_all

FINE: dict[str, object] = {}
SPOILT: tuple[dict[str, object], ...] = (
    {"pain": 3}, {"pain": 4}, {"pain": 6}, {"pain": 8}, {"pain": None}, {"pains": [0, 1, 2]}, {"pains": [1, 2, 4]},
    {"reps": 4}, {"reps": 40}, {"form": Form.MINOR}, {"form": None}, {"form": Form.PAIN_ALTERED}, {"rpe": None},
    {"rpe": 8}, {"rpe": 10}, {"limp": True}, {"limp": None}, {"swelling": 1}, {"swelling": 2}, {"instability": None},
)  # fmt: skip
SIGNS: tuple[dict[str, object], ...] = (
    {"night_pain": True}, {"muscle_soreness": Decimal(5)}, {"swelling": 1}, {"swelling": 3}, {"limp": None},
    {"stiffness_minutes": 35},
)  # fmt: skip
ENVELOPE = ("limp", "swelling", "instability")
ACTS = ("unlock", "unlock", "unlock", "hold", "resume", "adjust", "accept", "accept", "sign", "flag", "pause")


@dataclass(frozen=True)
class Day:
    """One day: what the clinician does early, the morning (None = not told), the session and an evening bout.

    `told` is what the morning says besides pain; `away` is how many days without anything follow.
    """

    act: str = ""
    morning: int | None = 1
    told: dict[str, object] = field(default_factory=dict)
    trained: bool = True
    answers: dict[str, object] = field(default_factory=dict)
    second_bout: bool = False
    away: int = 0


def mostly(usual: object, *others: object, weight: int = 4) -> st.SearchStrategy[object]:
    """Usually the one, now and then one of the others."""
    return st.sampled_from([usual] * weight * len(others) + list(others))


DAYS = st.builds(
    Day,
    act=mostly("", *ACTS),
    morning=mostly(1, 0, 2, 3, None, 8),
    told=mostly(FINE, *SIGNS, weight=6),
    away=mostly(0, 4, 8, 15, 30, weight=12),
    trained=mostly(True, False, weight=5),
    answers=mostly(FINE, *SPOILT, weight=3),
    second_bout=mostly(False, True, weight=9),
)
HISTORIES = st.lists(DAYS, min_size=7, max_size=16)
NEARLY = st.tuples(
    st.lists(st.just(Day()), max_size=4), st.lists(DAYS, max_size=1), st.lists(st.just(Day()), min_size=3, max_size=7)
).map(lambda parts: [*parts[0], *parts[1], *parts[2]])
"""Histories in which hardly anything went wrong: what follows depends on the next answer."""

POLICIES = st.sampled_from(["standard", "moderate", "tendon", *sorted(set(ALL) - RUNNING_ONLY)])
AUTONOMY = st.sampled_from(["auto", "suggest"])


def menu(policy: str) -> Content:
    """Two hip exercises of one family and a press for a week or more, then return to sport behind a signature."""
    short = DoseRange(2, 3, 8, 9)
    entries = (exercise("clam", dose=short), exercise("side", dose=short), loaded(step_kg="1", dose=short))
    first = phase("P1", "clam", "side", "press", exit=AllOf((clause("sessions", at_least=5),)))
    last = phase(
        "P2", exercises=(Listing("clam"), Listing("press")), band=Band.RETURN, entry=AllOf((clause("exit", "P1"),))
    )
    return content(*entries, phases=(first, last), policy=policy)


def second(policy: str = "standard") -> Content:
    """The version after `menu`: other ladders, other doses, one exercise gone and one new."""
    old = menu(policy)
    clam = replace(old.exercises["clam"], rungs=(Rung("new"), Rung("easy"), Rung("hard")), dose=DoseRange(2, 2, 6, 8))
    press = replace(old.exercises["press"], dose=DoseRange(3, 3, 10, 12))
    first, last = old.protocol.phases
    first = replace(first, exercises=(Listing("clam"), Listing("press"), Listing("bridge")))
    protocol = replace(old.protocol, version="2.0.0", phases=(first, last))
    exercises = {**old.exercises, "clam": clam, "press": press, "bridge": exercise("bridge", family="hip_ext")}
    return Content("v2", protocol, exercises, old.config)


def tell(days: list[Day], policy: str = "standard", autonomy: str = "auto") -> Story:
    """The story of these days, stepped fact by fact."""
    told = Story(menu(policy), autonomy=autonomy)
    number = 0
    for number, day in numbered(days):
        live(told, number, day)
    told.until(number + 2)
    return told


def numbered(days: list[Day]) -> list[tuple[int, Day]]:
    """The days with their place in the story; days away lie between them."""
    found, number = [], 1
    for day in days:
        found.append((number, day))
        number += 1 + day.away
    return found


def length(days: list[Day]) -> int:
    """The number of the last day."""
    return numbered(days)[-1][0] if days else 0


def live(told: Story, number: int, day: Day) -> None:
    """One day of the story."""
    decide(told, number, day.act)
    if day.morning is not None:
        told.morning(number, day.morning, **day.told)
    if day.trained:
        bout(told, number, "17:00", day.answers)
    if day.second_bout:
        bout(told, number, "19:00", FINE)


def bout(told: Story, number: int, clock: str, answers: dict[str, object]) -> None:
    """Everything active in one bout, with these answers for each exercise."""
    envelope = {name: value for name, value in answers.items() if name in ENVELOPE}
    rest = {name: value for name, value in answers.items() if name not in ENVELOPE}
    if told.slot("press").dose.load.value is None:
        rest = {**rest, "load": 20}
    logs = [told.log(s.slug, **_for(s.slug, rest)) for s in told.plan.slots if s.active]
    told.session(number, *logs, clock=clock, **envelope)  # type: ignore[arg-type]


def _for(slug: str, answers: dict[str, object]) -> dict[str, object]:
    return answers if slug == "press" else {name: value for name, value in answers.items() if name != "load"}


def decide(told: Story, number: int, act: str) -> None:
    """What the clinician (or, for a flag and a pause, the patient) does early that day."""
    match act:
        case "unlock":
            unlock_all(told, number, "06:00")
        case "hold" | "resume":
            told.act(number, Verb(act), "06:00")
        case "adjust":
            told.act(number, Verb.ADJUST, "06:00", autonomy="auto")
        case "accept":
            waiting = [slot.proposal.key for slot in told.plan.slots if slot.proposal is not None]
            for key in waiting:
                told.act(number, Verb.ACCEPT, "06:00", target=key)
        case "sign":
            sign_off(told, number, "P2")
        case "flag":
            told.screen(number, "RF34", clock="05:00")
        case "pause":
            told.pause(number, number + 1)
        case _:
            return
