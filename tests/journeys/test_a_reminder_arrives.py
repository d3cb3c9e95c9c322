"""Real web, worker and beat: who forgot to train is reminded once, whatever happens to the worker."""

import time

from stack.demo.phone import Phone
from stack.processes import Child
from tests.journeys.conftest import Clinic, kill_now

PATIENCE_SECONDS = 30.0
CRASHED = "exitcode 137"
DUE = "exercise_due"
SOON_AFTER = "18:06"


def test_a_reminder_arrives_at_the_wished_hour_once_and_not_at_all_after_training(embedded: Clinic) -> None:
    """Two patients wish to be reminded at 18:00; one of them has trained by then."""
    (forgetful, her_phone), (diligent, his_phone) = embedded.enrol_runner(), embedded.enrol_runner(same_week=True)
    on = diligent.calendar.starts_on
    with embedded.worker():
        diligent.train(on, pain=1, effort=6, wall="17:30")
        forgetful.clock.move_to(on, "17:57")
        her_phone.stays_silent(DUE, 0, "it is not 18:00 yet")
        forgetful.clock.move_to(on, SOON_AFTER)
        notice = her_phone.awaits(DUE, 0, "she had not trained by 18:00")

    assert his_phone.arrivals(DUE) == []
    assert notice["message"]["notification"]["body"] == "You have something scheduled for today."
    assert notice["message"]["data"].keys() == {"delivery_id", "template"}


def test_a_worker_is_killed_between_claim_and_send_and_the_phone_shows_one_reminder(clinic: Clinic) -> None:
    """The second worker takes over when the lease of the dead one has run out; on SQLite and on PostgreSQL."""
    diary, phone = clinic.enrol_runner()
    diary.clock.move_to(diary.calendar.starts_on, SOON_AFTER)
    with clinic.worker(HEP_CRASHPOINT="after_claim") as worker:
        wait_for_the_crash(worker)
        kill_now(worker)
    assert phone.arrivals(DUE) == []

    with clinic.worker():
        phone.awaits(DUE, 0, "another worker takes over")

    assert [notice["arrivals"] for notice in screen_of(phone)] == [1]


def wait_for_the_crash(worker: Child) -> None:
    """Until a process of the worker has died at its crash point, as by kill -9."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while CRASHED not in worker.log.read_text(errors="replace"):
        assert time.monotonic() < deadline, worker.last_words()
        time.sleep(0.05)


def screen_of(phone: Phone) -> list[dict[str, object]]:
    """The exercise reminders that the phone shows now."""
    return [notice for notice in phone.fcm.devices(phone.token) if notice["template"] == DUE]
