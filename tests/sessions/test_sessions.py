"""Sessions: taken once, judged at once, answered with reasons; every mistake of a body is named together."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hep_api.store import alerts, facts
from hep_api.web.answer_schemas import FactOut
from tests.builders.clinics import Clinic
from tests.builders.clocks import HandClock
from tests.builders.phones import Phone, mistakes, taken
from tests.builders.plans import assign_plan

SESSIONS = "/v1/me/sessions"


def test_the_answer_says_what_was_decided_and_why(phone: Phone, plan_id: UUID) -> None:
    answer = phone.log(phone.done("clamshell"), phone.done("side-plank"))
    assert FactOut().validate(answer) == {}
    assert answer["plan_id"] == str(plan_id)
    assert {decision["slug"] for decision in answer["decisions"]} == {"clamshell", "side-plank"}
    assert all(decision["sentences"] and decision["headline"] for decision in answer["decisions"])
    assert answer["advice"]["urgent"] is False
    assert answer["drives"] is True


def test_a_retry_gets_the_same_bytes_and_is_kept_once(phone: Phone, hand_clock: HandClock) -> None:
    body = phone.session()
    first = phone.post(SESSIONS, body)
    hand_clock.wait(hours=3)
    again = phone.post(SESSIONS, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.data == again.data
    kept = facts.list_facts(phone.scope, phone.scope.subject_id)
    assert [row.kind for row in kept] == ["assign", "session"]


def test_a_null_says_as_much_as_leaving_out(phone: Phone) -> None:
    body = phone.session()
    phone.post(SESSIONS, body)
    assert phone.post(SESSIONS, body | {"plan_id": None}).status_code == 200


def test_the_same_id_with_another_body_changes_nothing(phone: Phone) -> None:
    body = phone.session()
    first = phone.post(SESSIONS, body)
    other = phone.post(SESSIONS, body | {"limp": True})
    assert (other.status_code, other.get_json()["code"]) == (409, "fact_conflict")
    assert phone.post(SESSIONS, body).data == first.data


def test_names_a_bad_score_an_unknown_field_and_a_foreign_prescription_together(phone: Phone) -> None:
    body = phone.session(phone.done("clamshell", pain=11), phone.done("side-plank", prescription_id=str(uuid4())))
    found = mistakes(phone.post(SESSIONS, body | {"colour": "red"}))
    assert {"colour", "exercises.0.sets.0.pain", "exercises.1.prescription_id"} <= found


def test_refuses_what_the_plan_never_showed(phone: Phone) -> None:
    """A rung that is not on the ladder, a dose revision of the future, a wrong unit, a side that is none."""
    newer = phone.done("clamshell", dose_revision=2)
    higher = phone.done("side-plank", rung=50)
    hip = phone.done("quadruped-hip-abduction")
    hip["sets"][0] |= {"side": "none"}
    hip["sets"][1] = {"target": 8, "minutes": 8, "pain": 1}
    found = mistakes(phone.post(SESSIONS, phone.session(newer, higher, hip)))
    assert found == {"exercises.0.dose_revision", "exercises.1.rung", "exercises.2.sets.1.minutes"}


def test_refuses_sides_where_the_exercise_has_none(phone: Phone, clinic: Clinic) -> None:
    plan_id = assign_plan(clinic, "pfp")
    slot = next(s for s in phone.course.plan(plan_id).slots if not s.range.per_side)  # type: ignore[union-attr]
    done = phone.done(slot.slug, plan_id=plan_id)
    done["sets"][0]["side"] = "left"
    assert mistakes(phone.post(SESSIONS, phone.session(done))) == {"exercises.0.sets.0.side"}


def test_an_exercise_stands_once_in_a_session(phone: Phone) -> None:
    body = phone.session(phone.done("clamshell"), phone.done("clamshell"))
    assert mistakes(phone.post(SESSIONS, body)) == {"exercises.1.prescription_id"}


def test_a_set_has_exactly_one_amount(phone: Phone) -> None:
    done = phone.done("clamshell")
    done["sets"][0]["hold_s"] = 5
    del done["sets"][1]["reps"]
    found = mistakes(phone.post(SESSIONS, phone.session(done)))
    assert {"exercises.0.sets.0", "exercises.0.sets.1"} <= found


def test_a_load_fits_its_kind(phone: Phone) -> None:
    done = phone.done("clamshell")
    done["sets"][0]["load"] = {"kind": "band", "value": 9}
    done["sets"][1]["load"] = {"kind": "none", "value": 3}
    expected = {"exercises.0.sets.0.load.value", "exercises.0.sets.1.load.value"}
    assert mistakes(phone.post(SESSIONS, phone.session(done))) == expected


def test_a_session_is_of_one_plan(phone: Phone, clinic: Clinic, plan_id: UUID) -> None:
    other = assign_plan(clinic, "itbs")
    slug = next(slot.slug for slot in phone.course.plan(other).slots)  # type: ignore[union-attr]
    body = phone.session(phone.done("clamshell", plan_id=plan_id), phone.done(slug, plan_id=other))
    assert mistakes(phone.post(SESSIONS, body)) == {"exercises"}
    alone = phone.session(phone.done("clamshell", plan_id=plan_id), plan_id=str(other))
    assert mistakes(phone.post(SESSIONS, alone)) == {"plan_id"}
    foreign = phone.session(phone.done("clamshell", plan_id=plan_id), plan_id=str(uuid4()))
    assert mistakes(phone.post(SESSIONS, foreign)) == {"plan_id"}


def test_missing_answers_stay_missing_and_hold(phone: Phone) -> None:
    done = phone.done("clamshell", pain=None, rpe=None, form=None)
    answer = phone.log(done, limp=None, swelling=None, instability=None)
    kept = facts.find_fact(phone.scope, phone.scope.subject_id, UUID(answer["id"]))
    assert kept is not None
    assert kept.body["limp"] is None
    assert kept.body["exercises"][0]["sets"][0]["pain"] is None
    assert answer["decisions"][0]["rule"] == "H1"


def test_urgent_advice_is_in_the_answer(phone: Phone, clinic: Clinic) -> None:
    answer = phone.log(phone.done("clamshell", pain=9))
    assert answer["advice"]["urgent"] is True
    assert [alert["rule"] for alert in answer["alerts"]] == ["S4"]
    assert answer["alerts"][0]["what_to_do"] == answer["advice"]["text"]
    waiting = alerts.list_alerts(clinic.therapist)
    assert [str(alert.id) for alert in waiting] == [answer["alerts"][0]["id"]]


def test_nobody_is_told_to_carry_on_under_a_lock(phone: Phone, hand_clock: HandClock) -> None:
    phone.log(phone.done("clamshell", pain=9))
    for _ in range(2):
        hand_clock.wait(days=1)
        answer = phone.log(phone.done("side-plank", pain=0))
    assert {decision["outcome"] for decision in answer["decisions"]} == {"HOLD"}
    assert answer["advice"]["urgent"] is True


def test_is_checked_against_what_the_phone_shows_not_against_the_last_write(
    phone: Phone, clinic: Clinic, hand_clock: HandClock
) -> None:
    """The next phase began at midnight; nobody has written it down yet."""
    plan_id = assign_plan(clinic, "achilles_mid_hsr", days=(0, 2, 4))
    slugs = [slot.slug for slot in phone.course.plan(plan_id).slots]  # type: ignore[union-attr]
    for _ in range(3):
        phone.log(*(phone.done(slug, plan_id=plan_id) for slug in slugs))
        hand_clock.wait(hours=22)
        phone.wake(site="ankle_foot")
        hand_clock.wait(hours=26)
    hand_clock.wait(days=2)
    slot = phone.shown(slugs[0], plan_id)
    assert (slot.revision, slot.dose.target) == (2, 12)
    assert phone.log(phone.done(slugs[0], plan_id=plan_id))["drives"] is True


def test_counts_for_the_local_day_where_it_was_done(phone: Phone) -> None:
    body = phone.session(zone="Pacific/Auckland")
    assert taken(phone.post(SESSIONS, body))["credited_on"] == "2026-03-02"
    earlier = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert (
        taken(phone.post(SESSIONS, phone.session(at=earlier, zone="Pacific/Honolulu")))["credited_on"] == "2026-03-01"
    )


def test_an_unknown_zone_or_an_instant_without_offset_is_refused(phone: Phone) -> None:
    body = phone.session(zone="UTC+25") | {"performed_at": "2026-03-02T09:00:00"}
    assert mistakes(phone.post(SESSIONS, body)) == {"zone", "performed_at"}


def test_a_session_from_the_future_is_kept_and_decides_nothing(phone: Phone, hand_clock: HandClock) -> None:
    answer = phone.log(at=hand_clock.at + timedelta(days=3))
    assert (answer["drives"], answer["kept"]["code"], answer["decisions"]) == (False, "future", [])
    assert answer["advice"] is None
    assert phone.course.plans[0].sessions == ()


def test_severe_pain_reaches_a_person_even_when_it_decides_nothing(
    phone: Phone, clinic: Clinic, hand_clock: HandClock
) -> None:
    answer = phone.log(phone.done("clamshell", pain=9), at=hand_clock.at + timedelta(days=3))
    assert answer["advice"]["urgent"] is True
    assert [alert.rule for alert in alerts.list_alerts(clinic.therapist)] == ["S4"]


def test_a_session_dated_before_its_plan_was_given_decides_nothing(phone: Phone) -> None:
    answer = phone.log(at=datetime(1970, 1, 2, tzinfo=UTC))
    assert (answer["drives"], answer["kept"]["code"]) == (False, "before_plan")


def test_a_session_is_corrected_once_and_a_second_correction_is_kept_beside_it(
    phone: Phone, hand_clock: HandClock
) -> None:
    first = phone.log()
    hand_clock.wait(minutes=5)
    second = phone.log(phone.done("clamshell", pain=2), corrects=first["id"])
    hand_clock.wait(minutes=5)
    again = phone.post(SESSIONS, phone.session(corrects=first["id"]))
    assert (second["kept"], again.get_json()["kept"]["code"]) == (None, "corrected_before")
    unknown = phone.post(SESSIONS, phone.session(corrects=str(uuid4())))
    assert (unknown.status_code, unknown.get_json()["errors"][0]["path"]) == (424, "corrects")


def test_only_json_of_a_sane_size_is_read(phone: Phone) -> None:
    large = phone.session(note="x" * 1_100_000)
    assert phone.post(SESSIONS, large).status_code == 413
    text = phone.client.post(SESSIONS, data="hello", headers=phone.headers)
    assert text.status_code == 415
    broken = phone.client.post(SESSIONS, data="{", headers=phone.headers, content_type="application/json")
    assert broken.status_code == 400
    assert mistakes(phone.post(SESSIONS, [])) == {""}
