"""Ten weeks with an iliotibial band syndrome: a flare, a red light, a phase too long, reminders, sign-off."""

from collections.abc import Callable
from datetime import date

from stack.demo.client import require
from stack.demo.clock import WEEKDAYS, Calendar
from stack.demo.diary import Diary
from stack.demo.enrol import Newcomer, World, enrol
from stack.demo.people import Json
from stack.demo.phone import Phone

STARTS_ON = date(2026, 3, 2)
WEEKS = 10
WHO = Newcomer("Iris Band", 1991, "itbs", side="right", autonomy="suggest", morning_baseline=2)
TRAINING = {"P1": "Mon Tue Wed Thu Fri", "P2": "Mon Tue Thu Fri", "P3": "Mon Wed Fri", "P4": "Mon Wed Fri"}
"""The weekdays of each phase; the therapist chooses those from P2 on."""
CHOSEN_DAYS = {"P2": (0, 1, 3, 4), "P3": (0, 2, 4)}
FLARE = (2, "Wed")
RED_LIGHT = (5, "Tue")
REMINDED = ((4, "Thu"), (5, "Mon"))
"""Evenings on which she trains only after the reminder; clocks go forward on the Sunday between them."""
REMINDED_AT, SOON_AFTER = "18:00", "18:06"
SORE = "side-plank"


def play(world: World) -> None:
    """Play the course; raises StoryError when it does not come out."""
    calendar = Calendar(STARTS_ON)
    world.table.chapter(
        "Iliotibial band syndrome: ten weeks, therapist decides about harder steps ('suggest')",
        "Repetitions inside the prescribed range rise by themselves; a harder variant or the next phase is proposed.",
        "Pain up to 3 is tolerated, a bad next morning is a red, and pain of 6 closes the muscle group.",
    )
    diary, phone = enrol(world, calendar, WHO)
    story = Itbs(world, diary, phone)
    for week in range(1, WEEKS + 1):
        for weekday in WEEKDAYS:
            story.day(week, weekday)
    story.check()


class Itbs:
    """The course while it is played; `entered` is when each phase began, `phase` the one she is in."""

    def __init__(self, world: World, diary: Diary, phone: Phone) -> None:
        self._world, self._diary, self._phone = world, diary, phone
        self.phase = "P1"
        self.entered: dict[str, date] = {"P1": STARTS_ON}
        self._accepted = 0
        self._locked = False
        self._visits: dict[tuple[int, str], Callable[[date], None]] = {
            (1, "Sun"): self._tests_walking,
            (5, "Fri"): self._unlocked,
            (7, "Mon"): self._looked_again,
            (7, "Wed"): self._tests_balance,
            (10, "Mon"): self._signed_off,
            (10, "Tue"): self._tests_running,
        }

    def day(self, week: int, weekday: str) -> None:
        """One day: the morning, the therapist at half past twelve, and the session of a training day."""
        on = self._diary.calendar.on(week, weekday)
        usual = 2 if week < 3 else 1
        if on > STARTS_ON:
            self._diary.morning(on, usual + 2 if (week, weekday) == FLARE else usual)
        self._accept_proposals(on)
        if visit := self._visits.get((week, weekday)):
            visit(on)
        if weekday not in TRAINING[self.phase]:
            return
        if self._locked:
            self._nobody_is_reminded(on)
        elif (week, weekday) == RED_LIGHT:
            self._red_light(on, usual)
        elif (week, weekday) in REMINDED:
            self._reminded(on, usual)
        else:
            self._diary.train(on, usual, 6)

    def _accept_proposals(self, on: date) -> None:
        for proposal in self._proposals():
            self._diary.clock.move_to(on, "12:30")
            phase = proposal["phase"]
            self._diary.therapist.accept(self._diary.plan_id, proposal, "Agreed, it goes well.")
            self._accepted += 1
            what = f"phase {phase['id']} ({phase['name']})" if phase else f"{proposal['name']}: {proposal['change']}"
            self._diary.visit(on, "12:30", "accepts the proposal", what)
            if phase:
                # A new phase has a new menu: what was proposed for the old one is gone.
                self._enter(phase["id"], on)
                return

    def _proposals(self) -> list[Json]:
        return list(self._diary.therapist.plan(self._diary.plan_id)["proposals"])

    def _enter(self, phase: str, on: date) -> None:
        self.phase = phase
        self.entered[phase] = on
        if days := CHOSEN_DAYS.get(phase):
            self._diary.therapist.change_days(self._diary.plan_id, days, "Days that suit the patient.")

    def _tests_walking(self, on: date) -> None:
        self._diary.clock.move_to(on, "10:00")
        self._diary.patient.measure("walk-20min-pain", 1)
        self._diary.patient.measure("stairs-pain", 2)
        self._diary.table.row(self._diary.calendar.label(on), done="walks 20 minutes and climbs stairs", pain="1, 2")

    def _tests_balance(self, on: date) -> None:
        self._diary.visit(on, "12:30", "tests the one-leg stance", "level pelvis for 30 s on both sides")
        self._diary.therapist.measure(self._diary.plan_id, "sl-stance-level-pelvis-s", 30, "left", "right")

    def _reminded(self, on: date, usual: float) -> None:
        diary, known = self._diary, len(self._phone.arrivals("exercise_due"))
        diary.clock.move_to(on, "17:57")
        self._phone.stays_silent("exercise_due", known, f"it is not {REMINDED_AT} yet")
        diary.clock.move_to(on, SOON_AFTER)
        notice = self._phone.awaits("exercise_due", known, f"she had not trained by {REMINDED_AT}")
        words = notice["message"]["notification"]["body"]
        diary.table.row(diary.calendar.label(on), done="forgets to train", decision=f"{REMINDED_AT} reminder arrives",
                        why=f'"{words}" ({diary.clock.at(on, REMINDED_AT):%H:%M %Z})')  # fmt: skip
        diary.train(on, usual, 6, wall="18:40", told="after the reminder")
        diary.clock.move_to(on, "20:45")
        self._phone.stays_silent("exercise_due", known + 1, "she has trained")

    def _red_light(self, on: date, usual: float) -> None:
        diary, warned = self._diary, len(self._world.therapist_phone.arrivals("alert"))
        answer = diary.train(on, usual, 6, each={SORE: {"pain": 6}}, told="6 in the side plank")
        require(
            any(d["outcome"] == "STOP_ALERT" for d in answer["decisions"]),
            "Pain of 6 should have stopped the exercise.",
        )
        diary.stopped()
        self._locked = True
        today = diary.look(on, "17:20")
        require(today["locks"], "Pain of 6 should have locked the muscle group.")
        diary.table.note(
            diary.calendar.label(on), f"The phone says: {answer['advice']['text']} {today['locks'][0]['text']}"
        )
        self._world.therapist_phone.awaits("alert", warned, "a red light should tell the therapist")
        require(len(diary.therapist.open_alerts()) == 1, "One alert should wait for the therapist.")

    def _nobody_is_reminded(self, on: date) -> None:
        diary, known = self._diary, len(self._phone.arrivals("exercise_due"))
        diary.clock.move_to(on, SOON_AFTER)
        self._phone.stays_silent("exercise_due", known, "a locked patient is not reminded")
        diary.table.row(diary.calendar.label(on), done="rests", why="Locked: no reminder came.")

    def _unlocked(self, on: date) -> None:
        diary, reason = self._diary, "Seen today: sore from lying on that side, the knee is fine."
        diary.visit(on, "12:30", "acknowledges the alert and unlocks", reason)
        for alert in diary.therapist.open_alerts():
            diary.therapist.acknowledge(alert["id"], reason, "cleared")
        for lock in diary.therapist.plan(diary.plan_id)["locks"]:
            answer = diary.therapist.act(diary.plan_id, "unlock", reason, lock_id=lock["id"])
            changes = [f"- {d['name']}: {d['change']}" for d in answer["decisions"] if d["change"]]
            diary.table.row(diary.calendar.label(on), decision="\n".join(["One step easier.", *changes]))
        self._locked = False

    def _looked_again(self, on: date) -> None:
        """The flare and the red light made the second phase longer than its five weeks: the clinician decides."""
        diary, reason = self._diary, "The flare and the red light cost two weeks; it goes well again."
        diary.visit(on, "12:30", "looks at the plan again and resumes it", reason)
        for alert in diary.therapist.open_alerts():
            diary.therapist.acknowledge(alert["id"], reason, "plan_changed")
        diary.therapist.act(diary.plan_id, "resume", reason)

    def _signed_off(self, on: date) -> None:
        diary = self._diary
        diary.visit(on, "12:30", "tests strength, signs off return to running", "Strong and clean on both sides.")
        tests = {"sl-stance-level-pelvis-s": 30, "sl-squat-45-clean-reps": 10, "step-down-8in-clean-reps": 15}
        for slug, value in tests.items():
            diary.therapist.measure(diary.plan_id, slug, value, "left", "right")
        diary.patient.measure("brisk-walk-30min-pain", 1)
        diary.therapist.act(diary.plan_id, "sign_off", "Strong and clean on both sides.", phase="P4")

    def _tests_running(self, on: date) -> None:
        diary = self._diary
        diary.visit(on, "12:30", "tests hops, heel raises and jogging", "Nothing hurts more than 1.")
        diary.patient.measure("brisk-walk-30min-pain", 1)
        diary.therapist.measure(diary.plan_id, "gait-normal", "yes")
        diary.therapist.measure(diary.plan_id, "heel-raise-sl-reps", 25, "left", "right")
        diary.therapist.measure(diary.plan_id, "hop-in-place-30s-pain", 1, "left", "right")
        diary.therapist.measure(diary.plan_id, "jog-on-spot-60s-pain", 1)

    def check(self) -> None:
        """Raise StoryError unless the course went the way it should."""
        require(self.phase == "P4", f"Ten weeks should lead to the last phase, not to {self.phase}.")
        require(self._accepted >= len(TRAINING), f"Only {self._accepted} proposals were accepted.")
        eased = [d for d in self._diary.decisions if d["outcome"] == "REGRESS" and d["rule"] == "R2"]
        require(eased, "The flare should have eased what was done the day before.")
        earned = [s for d in self._diary.decisions if d["rule"] == "A4" for s in d["sentences"]]
        require(
            any("Hip hike, 3x20" in sentence for sentence in earned), "The next phase should be earned by hip hikes."
        )
        again = [d for d in self._diary.decisions if d["outcome"] == "REASSESS" and d["rule"] == "R8"]
        require(again, "A phase that outlasts its weeks should come back to the therapist.")
        stopped = [d for d in self._diary.decisions if d["outcome"] == "STOP_ALERT" and d["rule"] == "S3"]
        require(stopped, "Pain of 6 should have been decisive as S3.")
