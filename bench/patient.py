"""A patient to measure with: a plan of four exercises that is really progressed, eased and held by the engine."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import NAMESPACE_OID, UUID, uuid5

from hep_api import catalogue
from hep_api.engine.course import step
from hep_api.engine.facts import Assign, Body, ExerciseLog, Fact, Form, MorningReport, Screen, SessionLog, SetLog, Side
from hep_api.engine.protocol import Content, Listing
from hep_api.engine.screening import TIERS
from hep_api.engine.slot import Slot
from hep_api.engine.state import Course

PATIENT, PLAN, START = UUID(int=1), UUID(int=2), date(2026, 3, 2)
SLUGS = ("sidelying-hip-abduction", "clamshell", "glute-bridge", "single-leg-stance-hip-control")


def content() -> Content:
    """The first phase of a shipped protocol with four exercises, without an end: nothing may stop the clock."""
    shipped = catalogue.load().content("itbs")
    first = replace(shipped.protocol.phases[0], weeks_max=Decimal(520), exercises=tuple(map(Listing, SLUGS)))
    protocol = replace(shipped.protocol, phases=(first,))
    return replace(shipped, hash="bench", protocol=protocol)


def empty(made: Content) -> Course:
    """The course before its first fact."""
    return Course(PATIENT, zone="UTC", contents={made.hash: made})


def facts_of(weeks: int, made: Content) -> list[Fact]:
    """Five sessions a week done as prescribed, a report every morning; now and then a sore day or a rising morning."""
    assign = Assign(PLAN, made.hash, START, Side.LEFT, "auto", morning_baseline=Decimal(1))
    screen = Screen(tuple((question, False) for question in TIERS), "1")
    facts = [fact(0, 6, "assign", assign), fact(0, 7, "screen", screen)]
    course = step(step(empty(made), facts[0]), facts[1])
    for day in range(weeks * 7):
        told = [fact(day, 8, f"morning {day}", _morning(day))]
        if day % 7 < 5:
            told.append(fact(day, 18, f"session {day}", _session(course, day)))
        for entry in told:
            course = step(course, entry)
        course = replace(course, emitted=())
        facts += told
    return facts


def fact(day: int, hour: int, name: str, body: Body) -> Fact:
    """What happened at an hour of a day of the plan."""
    at = datetime.combine(START + timedelta(days=day), time(hour), UTC)
    return Fact(uuid5(NAMESPACE_OID, name), at, "UTC", at.date(), body, plan_id=PLAN)


def _morning(day: int) -> MorningReport:
    pain = Decimal(2) if day % 17 == 16 else Decimal(1)
    return MorningReport(pain=pain, stiffness=Decimal(0), stiffness_minutes=0, limp=False)


def _session(course: Course, day: int) -> SessionLog:
    pain = Decimal(4) if day % 11 == 10 else Decimal(1)
    plan = course.plan(PLAN)
    slots = [slot for slot in plan.slots if slot.active] if plan else []
    logs = tuple(_log(slot, pain) for slot in slots)
    return SessionLog(logs, limp=False, swelling=0, instability=False)


def _log(slot: Slot, pain: Decimal) -> ExerciseLog:
    sets = tuple(
        SetLog(slot.dose.target_of(number), slot.dose.target_of(number), load=slot.dose.load, pain=pain)
        for number in range(slot.dose.sets)
    )
    return ExerciseLog(slot.id, slot.revision, slot.rung, sets, Decimal(6), Form.OK)
