"""Readers of screens, tests, pauses and of what a clinician does."""

from collections.abc import Collection
from decimal import Decimal

from hep_api.catalogue.cases.days import Calendar, weekdays
from hep_api.catalogue.cases.deciding import BY
from hep_api.catalogue.cases.doses import written_dose
from hep_api.catalogue.cases.given import known_exercise, phase_of, read_settings, rung_of
from hep_api.catalogue.cases.sessions import GRADE, SCORE
from hep_api.catalogue.cases.values import ActTold, Change, EquipmentTold, MeasureTold, PauseTold
from hep_api.catalogue.document import Cursor, suggestion
from hep_api.catalogue.scalars import flag, list_of, number, one_of, text, whole
from hep_api.catalogue.values import Catalogue, MeasurementEntry
from hep_api.engine.facts import RunLoad, Screen, Side, Usual, Verb
from hep_api.engine.protocol import Content
from hep_api.engine.screening import TIERS

EVERYTHING = "all"
PHASE = "phase"
ALONE = (
    Verb.HOLD, Verb.RESUME, Verb.END, Verb.ADVANCE, Verb.UNLOCK, Verb.ACKNOWLEDGE, Verb.ACCEPT, Verb.REJECT,
    Verb.BACK,
)  # fmt: skip
"""Verbs that may stand without a value: about the whole plan, or about everything that is open."""
YES_NO = {"yes": Decimal(1), "no": Decimal(0)}


def read_screen(cursor: Cursor, catalogue: Catalogue) -> Screen:
    """`clear`, or the list of questions answered yes; every other question of the short set was answered no."""
    known = [question.id for question in catalogue.screening.questions]
    yes: tuple[str, ...] = ()
    if cursor.is_list():
        yes = list_of(one_of(known, "question"))(cursor)
    elif cursor.scalar() not in {"clear", None}:
        cursor.fail("'clear' is expected here, or a list of the questions answered yes such as [RF08]")
    asked = dict.fromkeys((*TIERS, *yes))
    return Screen(tuple((question, question in yes) for question in asked), catalogue.screening.version)


def read_measure(cursor: Cursor, catalogue: Catalogue) -> list[MeasureTold]:
    """Tests by slug: a number, yes or no, or one for each side as {left: .., right: ..}."""
    told: list[MeasureTold] = []
    for slug, below in cursor.entries():
        entry = catalogue.measurements.get(slug)
        if entry is None:
            below.fail(f"'{slug}' is not a known measurement{suggestion(slug, catalogue.measurements)}")
        elif below.is_mapping():
            sides = below.fields((), (Side.LEFT.value, Side.RIGHT.value)).found
            told += [MeasureTold(slug, _value(found, entry), Side(side)) for side, found in sides.items()]
        else:
            told.append(MeasureTold(slug, _value(below, entry)))
    return told


def _value(cursor: Cursor, entry: MeasurementEntry) -> Decimal:
    said = YES_NO.get(cursor.scalar() or "")
    return number(int(entry.low), int(entry.high))(cursor) if said is None else said


def read_pause(cursor: Cursor, calendar: Calendar) -> PauseTold:
    """A pause from the entry's day on: `{until: day 12, reason: travel}`; without `until` it is open."""
    fields = cursor.fields((), ("until", "reason"))
    return PauseTold(fields.read("until", calendar.day, None), fields.read("reason", text, "travel"))


def read_equipment(cursor: Cursor) -> EquipmentTold:
    """The step between the weights at hand: `{load_step_kg: 1}`."""
    fields = cursor.fields(("load_step_kg",))
    return EquipmentTold(fields.read("load_step_kg", number(0, 100), Decimal(1)))


def read_run_load(cursor: Cursor) -> RunLoad:
    """What the run programme tells: `spike` as a share (0.35 = 35 % longer), `acwr`, `warning_signs`."""
    fields = cursor.fields((), ("spike", "acwr", "warning_signs"))
    return RunLoad(
        spike=fields.read("spike", number(0, 10), None),
        acwr=fields.read("acwr", number(0, 10), None),
        warning_signs=fields.read("warning_signs", whole(0, 5), None),
    )


def read_acts(cursor: Cursor, content: Content, confirmations: Collection[str]) -> list[ActTold]:
    """What a clinician does: a verb, `{verb: value}`, or a list of these; the value of a plain act is its reason."""
    if cursor.is_list():
        return [act for item in cursor.items() for act in read_acts(item, content, confirmations)]
    if not cursor.is_mapping():
        verb = one_of(ALONE, "act that stands alone")(cursor)
        return [ActTold(Verb(verb), EVERYTHING)] if verb in list(ALONE) else []
    fields = cursor.fields((), (*(str(verb) for verb in Verb if verb is not Verb.MOVE), "reason"))
    reason = fields.read("reason", text, "because")
    verbs = [(Verb(name), below) for name, below in fields.found.items() if name != "reason"]
    if len(verbs) != 1 and fields.found:
        cursor.fail("exactly one act is expected here; several are written as a list")
    if "configure" in fields.found:
        settings = read_settings(fields.found["configure"], content.config)
        return [ActTold(Verb.CONFIGURE, name, reason, value=value) for name, value in settings]
    if "target" in fields.found:
        pairs = [(slug, "" if below.is_null() else text(below)) for slug, below in fields.found["target"].entries()]
        return [ActTold(Verb.TARGET, slug, reason, value=value) for slug, value in pairs]
    return [_act(verb, below, content, confirmations, reason) for verb, below in verbs]


def _act(verb: Verb, cursor: Cursor, content: Content, confirmations: Collection[str], reason: str) -> ActTold:
    match verb:
        case Verb.SIGN_OFF:
            return _sign_off(cursor, content, reason)
        case Verb.ADJUST:
            return _adjust(cursor, content, reason)
        case Verb.ACCEPT | Verb.REJECT:
            known = (EVERYTHING, PHASE, *sorted(content.exercises))
            return ActTold(verb, one_of(known, "exercise of this plan")(cursor), reason)
        case Verb.UNLOCK | Verb.ACKNOWLEDGE:
            return ActTold(verb, one_of((EVERYTHING, *BY), "rule")(cursor), reason)
        case Verb.CONFIRM:
            return ActTold(verb, one_of(confirmations, "confirmation")(cursor), reason)
        case Verb.RESET:
            return ActTold(verb, reason=reason, usual=_usual(cursor))
        case _:
            return ActTold(verb, "", text(cursor))


def _usual(cursor: Cursor) -> Usual:
    """What is usual from now on: morning pain 0-10, swelling grade 0-4, whether the site wakes the patient."""
    fields = cursor.fields((), ("morning_pain", "swelling", "night_pain"))
    return Usual(
        morning_pain=fields.read("morning_pain", SCORE, None),
        swelling=fields.read("swelling", GRADE, None),
        night_pain=fields.read("night_pain", flag, None),
    )


def _sign_off(cursor: Cursor, content: Content, reason: str) -> ActTold:
    """`sign_off: P3`, or with a subject of its own `sign_off: {phase: P3, subject: overlap}`."""
    if not cursor.is_mapping():
        return ActTold(Verb.SIGN_OFF, phase_of(content)(cursor), reason)
    fields = cursor.fields(("phase",), ("subject",))
    phase = fields.read("phase", phase_of(content), "")
    return ActTold(Verb.SIGN_OFF, phase, reason, subject=fields.read("subject", text, ""))


def _adjust(cursor: Cursor, content: Content, reason: str) -> ActTold:
    """Exercises by slug with what changes; `days` and `autonomy` are the plan's."""
    entries = dict(cursor.entries())
    days, autonomy = entries.pop("days", None), entries.pop("autonomy", None)
    changes = {
        slug: _change(below, content, slug) for slug, below in entries.items() if known_exercise(below, slug, content)
    }
    return ActTold(
        Verb.ADJUST,
        reason=reason,
        changes=changes,
        days=weekdays(days) if days else None,
        autonomy=one_of(("suggest", "auto"), "autonomy")(autonomy) if autonomy else None,
    )


def _change(cursor: Cursor, content: Content, slug: str) -> Change:
    fields = cursor.fields((), ("dose", "rung", "floor", "ceiling", "active"))
    rung = rung_of(content, slug)
    return Change(
        dose=fields.read("dose", written_dose, None),
        rung=fields.read("rung", rung, None),
        floor=fields.read("floor", rung, None),
        ceiling=fields.read("ceiling", rung, None),
        active=fields.read("active", flag, None),
    )
