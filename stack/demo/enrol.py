"""The first morning of a course: the patient is added and invited, pairs a phone, and is assigned a programme."""

from dataclasses import dataclass

from stack.demo.client import Api, require
from stack.demo.clock import Calendar, DemoClock
from stack.demo.diary import Diary
from stack.demo.people import Patient, Therapist
from stack.demo.phone import Phone
from stack.demo.table import Table
from stack.fcm.control import FcmControl

ZONE = "Europe/Madrid"


@dataclass(frozen=True)
class World:
    """Everything a story plays with: the product, the phones' server, the therapist and the table."""

    api: Api
    fcm: FcmControl
    therapist: Therapist
    therapist_phone: Phone
    table: Table


@dataclass(frozen=True)
class Newcomer:
    """Who comes and what the therapist decides: protocol, side (left, right, both) and autonomy (suggest, auto)."""

    name: str
    birth_year: int
    protocol_id: str
    side: str
    autonomy: str
    morning_baseline: int


def enrol(world: World, calendar: Calendar, who: Newcomer) -> tuple[Diary, Phone]:
    """Everything that happens at 09:00 on the first day; returns the patient's diary and phone."""
    clock = DemoClock(world.api, ZONE)
    clock.move_to(calendar.starts_on, "09:00")
    patient_id = world.therapist.add_patient(who.name, who.birth_year, ZONE)
    code = world.therapist.invite(patient_id)
    patient = Patient.redeems(world.api, code, who.birth_year, ZONE)
    phone = Phone(world.fcm, f"phone-of-{who.name.split()[0].lower()}")
    patient.register_phone(phone.token)
    patient.wish_reminders("18:00")
    plan_id = world.therapist.assign(
        patient_id, who.protocol_id, calendar.starts_on, who.side, who.autonomy, morning_baseline=who.morning_baseline
    )
    tier = patient.answer_screen()["screen"]["tier"]
    require(tier is None, f"Every red flag was answered with no, and still the screen says tier {tier}.")
    world.table.note(
        calendar.label(calendar.starts_on),
        f"The therapist adds {who.name}, hands over an invite code and assigns {who.protocol_id} in '{who.autonomy}'. "
        f"{who.name.split()[0]} pairs a phone, wants reminders at 18:00 and answers the red-flag questions: all no.",
    )
    return Diary(clock, calendar, world.table, world.therapist, patient, plan_id), phone
