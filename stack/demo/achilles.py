"""Twelve weeks of heavy slow resistance for an Achilles tendon, one of them failed and repeated."""

from datetime import date, timedelta

from stack.demo.client import require
from stack.demo.clock import WEEKDAYS, Calendar
from stack.demo.diary import Diary, menu
from stack.demo.enrol import Newcomer, World, enrol

STARTS_ON = date(2026, 5, 18)
WHO = Newcomer("Marta Talon", 1979, "achilles_mid_hsr", side="left", autonomy="auto", morning_baseline=2)
PRESCRIBED = {
    1: "3x15", 2: "3x12", 3: "3x12", 4: "4x10", 5: "4x10", 6: "4x10", 7: "4x8", 8: "4x8", 9: "4x8",
    10: "4x6", 11: "4x6", 12: "4x6", 13: "4x6",
}  # fmt: skip
"""Repetition-maximum sets by calendar week: week 5 fails, so week 6 repeats it and all later rows come a week later."""
FAILED_WEEK = 5
FIRST_LOADS_KG = {"hsr-heel-raise-seated": 60, "hsr-heel-raise-legpress": 100, "hsr-heel-raise-standing": 50}
FLARE = (2, "Tue")
SKIPPED_AFTER_FLARE = (2, "Wed")
SORE = (3, "Wed")
EASY_MONDAYS = (8, 9, 11, 12, 13)
"""Weeks in which the load has become easy: effort 6 raises it, at most once a week and never with a new row."""
LIFTING = ("Mon", "Wed", "Fri")


def play(world: World) -> None:
    """Play the course; raises StoryError when it does not come out."""
    calendar = Calendar(STARTS_ON)
    world.table.chapter(
        "Achilles tendinopathy: twelve weeks of heavy slow resistance, engine decides ('auto')",
        "Three lifts, three times a week: 3x15, 3x12, 4x10, 4x8 and 4x6 repetitions maximum, by completed weeks.",
        "Under the tendon policy pain up to 5 is allowed; a first flare eases the load and skips a session.",
    )
    diary, _ = enrol(world, calendar, WHO)
    for week in PRESCRIBED:
        for weekday in WEEKDAYS:
            _day(diary, week, weekday)
    _next_phase(diary)
    _check_weeks(diary)


def _day(diary: Diary, week: int, weekday: str) -> None:
    on = diary.calendar.on(week, weekday)
    if on > STARTS_ON:
        flare = (week, weekday) == FLARE
        diary.morning(on, 4 if flare else 2, stiffness=2, stiffness_minutes=10)
    if weekday not in LIFTING:
        return
    if (week, weekday) == SKIPPED_AFTER_FLARE:
        _skipped(diary, on)
    elif week == FAILED_WEEK and weekday != "Mon":
        today = diary.look(on, "21:00")
        diary.table.row(diary.calendar.label(on), prescribed=menu(today), done="nothing, away for work")
    else:
        _lift(diary, week, weekday, on)


def _lift(diary: Diary, week: int, weekday: str, on: date) -> None:
    first = on == STARTS_ON
    each = {slug: {"load": kg} for slug, kg in FIRST_LOADS_KG.items()} if first else None
    sore, easy = (week, weekday) == SORE, weekday == "Mon" and week in EASY_MONDAYS
    told = "finds the loads:\n" + ", ".join(f"{kg} kg" for kg in FIRST_LOADS_KG.values()) if first else ""
    diary.train(on, 4 if sore else 2, 6 if easy else 8, each=each, told=told)


def _skipped(diary: Diary, on: date) -> None:
    today = diary.look(on, "17:15")
    require(today["day"] != "due", "The session after the flare should have been skipped.")
    resting = ", ".join(dict.fromkeys(item["why"] for item in today["resting"]))
    diary.table.row(diary.calendar.label(on), prescribed="nothing today", why=resting)


def _check_weeks(diary: Diary) -> None:
    for on, doses in diary.doses.items():
        week = (on - STARTS_ON).days // 7 + 1
        wrong = {slug: dose for slug, dose in doses.items() if dose.split()[0] != PRESCRIBED[week]}
        require(not wrong, f"{diary.calendar.label(on)} should prescribe {PRESCRIBED[week]}, not {wrong}.")
    _made(diary, diary.calendar.on(2, "Mon"), "ADVANCE_PHASE", "A4", "The first phase should end after week 1.")
    _made(diary, diary.calendar.on(2, "Tue"), "MODIFY", "M2", "A first tendon flare should ease the load.")
    _made(diary, diary.calendar.on(FAILED_WEEK + 1, "Mon"), "HOLD", "A3", "The failed week should repeat.")
    for week in EASY_MONDAYS:
        _made(diary, diary.calendar.on(week, "Tue"), "INCREASE_LOAD", "A2", "An effort of 6 should raise the load.")
    steps = [d["decided_on"] for d in diary.decisions if d["outcome"] == "APPLY_STEP"]
    require(len(steps) == len(PRESCRIBED) - 2, f"Eleven weeks after the first should have been counted, not {steps}.")


def _made(diary: Diary, on: date, outcome: str, rule: str, otherwise: str) -> None:
    days = (on.isoformat(), (on - timedelta(days=1)).isoformat())
    found = [d for d in diary.decisions if d["decided_on"] in days and d["outcome"] == outcome and d["rule"] == rule]
    require(found, f"{otherwise} No {outcome} by {rule} was decided on {on}.")


def _next_phase(diary: Diary) -> None:
    """The outcome measure cannot be recorded yet, so the clinician decides: tests, sign-off, next phase."""
    on = diary.calendar.on(14, "Mon")
    diary.morning(on, 2, stiffness=2, stiffness_minutes=10)
    diary.clock.move_to(on, "12:30")
    left = diary.therapist.plan(diary.plan_id)["left_until_next_phase"]
    open_clauses = " ".join(clause["text"] for clause in left)
    require(
        "VISA-A" in open_clauses, f"What cannot be measured yet should be said, but all that is said is: {open_clauses}"
    )
    diary.table.note(diary.calendar.label(on), f"Left until the next phase: {open_clauses}")
    diary.visit(
        on, "12:30", "tests heel raises, signs off and opens phase P3", "Twelve weeks are done; strong on both sides."
    )
    for side, repetitions in (("left", 24), ("right", 25)):
        diary.therapist.measure(diary.plan_id, "heel-raise-sl-reps", repetitions, side)
    diary.therapist.act(diary.plan_id, "sign_off", "Twelve weeks are done; strong on both sides.", phase="P3")
    diary.therapist.act(diary.plan_id, "advance", "Ready to jump and run.")
    today = diary.look(on, "17:00")
    require(today["phase"]["id"] == "P3", f"The plan should be in P3 now, not in {today['phase']['id']}.")
    require(diary.doses.pop(on), "The new phase should prescribe something.")
    diary.table.row(diary.calendar.label(on), prescribed=menu(today))
