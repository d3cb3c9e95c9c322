"""Real web, worker and beat: who forgot to train is reminded once, whatever happens to the worker."""

import time
from datetime import date

import pytest

from stack.demo.diary import Diary
from stack.demo.phone import Phone
from stack.processes import Child
from tests.journeys.conftest import Clinic, kill_now

PATIENCE_SECONDS = 20.0
CRASHED = "exitcode 137"
DUE = "exercise_due"


def forgets_to_train(diary: Diary) -> date:
    """The evening of the first day, a little after the wished hour; nothing has been logged."""
    on = diary.calendar.starts_on
    diary.clock.move_to(on, "18:06")
    return on


def wait_for_the_crash(worker: Child) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while CRASHED not in worker.log.read_text(errors="replace"):
        assert time.monotonic() < deadline, worker.last_words()
        time.sleep(0.05)


def screen_of(phone: Phone) -> list[dict[str, object]]:
    """The exercise reminders that the phone shows now."""
    return [notice for notice in phone.fcm.devices(phone.token) if notice["template"] == DUE]


def test_a_reminder_arrives_at_the_wished_hour_and_only_once(clinic: Clinic) -> None:
    diary, phone = clinic.enrol_runner()
    with clinic.worker():
        diary.clock.move_to(diary.calendar.starts_on, "17:57")
        phone.stays_silent(DUE, 0, "it is not 18:00 yet")
        forgets_to_train(diary)
        notice = phone.awaits(DUE, 0, "she had not trained by 18:00")

    assert notice["message"]["notification"]["body"] == "You have something scheduled for today."
    assert notice["message"]["data"].keys() == {"delivery_id", "template"}


def test_who_has_trained_is_not_reminded(clinic: Clinic) -> None:
    diary, phone = clinic.enrol_runner()
    with clinic.worker():
        diary.train(diary.calendar.starts_on, pain=1, effort=6, wall="17:30")
        diary.clock.move_to(diary.calendar.starts_on, "18:06")
        phone.stays_silent(DUE, 0, "the session was logged at 17:30")


@pytest.mark.parametrize("point, sends", [("after_claim", 1), ("after_send", 2)])
def test_a_worker_is_killed_and_the_phone_still_shows_one_reminder(clinic: Clinic, point: str, sends: int) -> None:
    """Dead between claim and send, and dead between send and settle: a second worker takes over after the lease."""
    diary, phone = clinic.enrol_runner()
    forgets_to_train(diary)
    with clinic.worker(HEP_CRASHPOINT=point) as worker:
        wait_for_the_crash(worker)
        kill_now(worker)
    assert len(phone.arrivals(DUE)) == sends - 1

    with clinic.worker():
        phone.awaits(DUE, sends - 1, "another worker takes over when the lease has run out")

    shown = screen_of(phone)
    assert len(shown) == 1
    assert shown[0]["arrivals"] == sends
    assert len({line["message"]["data"]["delivery_id"] for line in phone.arrivals(DUE)}) == 1
