"""GET and PUT /v1/me/reminders."""

import pytest

from hep_api.reminders.schemas import RemindersOut
from hep_api.store.db import session
from hep_api.store.models import ChangeRow, PatientRow, ReminderSettingRow
from tests.notices.builders import add_plan, occurrences

WISHES = {"times": ["19:30", "07:15"], "zone": "America/Bogota"}


def test_whoever_never_chose_is_reminded_at_six_in_the_evening(client, clinic, headers):
    answer = client.get("/v1/me/reminders", headers=headers(clinic.patient))
    assert answer.json == {
        "enabled": True,
        "times": ["18:00"],
        "days": [0, 1, 2, 3, 4, 5, 6],
        "zone": "Europe/Madrid",
        "quiet_hours": {"start": "21:00", "end": "08:00"},
        "quiet_hours_chosen": False,
        "channels": ["push"],
        "preview_opt_in": False,
        "version": 0,
        "conflict_id": None,
    }
    assert RemindersOut().validate(answer.json) == {}


def test_wishes_are_kept_whole_and_the_zone_follows(client, clinic, headers):
    as_patient = headers(clinic.patient)
    answer = client.put("/v1/me/reminders", json=WISHES, headers=as_patient)
    assert answer.status_code == 200
    assert answer.json == client.get("/v1/me/reminders", headers=as_patient).json
    assert (answer.json["times"], answer.json["zone"], answer.json["version"]) == (
        ["07:15", "19:30"], "America/Bogota", 1,
    )  # fmt: skip
    assert session().get_one(PatientRow, clinic.patient.subject_id).zone == "America/Bogota"
    assert [row.kind for row in session().query(ChangeRow)] == ["reminders"]


def test_what_is_written_down_follows_at_once(client, clinic, headers):
    add_plan(clinic.patient, clinic.therapist)
    client.put("/v1/me/reminders", json=WISHES, headers=headers(clinic.patient))
    assert {(f"{row.wall_time:%H:%M}", row.zone) for row in occurrences() if row.state == "open"} == {
        ("07:15", "America/Bogota"), ("19:30", "America/Bogota"),
    }  # fmt: skip
    client.put("/v1/me/reminders", json=WISHES | {"enabled": False}, headers=headers(clinic.patient))
    assert {row.state for row in occurrences()} == {"cancelled"}
    client.put("/v1/me/reminders", json=WISHES | {"channels": []}, headers=headers(clinic.patient))
    assert {row.state for row in occurrences()} == {"cancelled"}


def test_chosen_quiet_hours_and_the_default_are_told_apart(client, clinic, headers):
    as_patient = headers(clinic.patient)
    quiet = {"quiet_hours": {"start": "22:30", "end": "06:00"}}
    chosen = client.put("/v1/me/reminders", json=WISHES | quiet, headers=as_patient).json
    default = client.put("/v1/me/reminders", json=WISHES, headers=as_patient).json
    assert (chosen["quiet_hours"], chosen["quiet_hours_chosen"]) == ({"start": "22:30", "end": "06:00"}, True)
    assert (default["quiet_hours"], default["quiet_hours_chosen"]) == ({"start": "21:00", "end": "08:00"}, False)


def test_an_opt_in_is_kept_with_its_instant(client, clinic, headers):
    client.put("/v1/me/reminders", json=WISHES, headers=headers(clinic.patient))
    row = session().get_one(ReminderSettingRow, clinic.patient.subject_id)
    assert (row.preview_opt_in, row.preview_opted_at) == (False, None)
    client.put("/v1/me/reminders", json=WISHES | {"preview_opt_in": True}, headers=headers(clinic.patient))
    session().expire_all()
    assert session().get_one(ReminderSettingRow, clinic.patient.subject_id).preview_opted_at is not None


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"times": []}, "times"),
        ({"times": ["08:00", "09:00", "10:00", "11:00", "12:00"]}, "times"),
        ({"times": ["25:00"]}, "times.0"),
        ({"times": ["7:15"]}, "times.0"),
        ({"times": ["18:00:00"]}, "times.0"),
        ({"times": [1800]}, "times.0"),
        ({"times": ["18:00", "18:00"]}, "times"),
        ({"times": ["23:00"], "quiet_hours": {"start": "22:00", "end": "06:00"}}, "times"),
        ({"days": [7]}, "days.0"),
        ({"days": [True]}, "days.0"),
        ({"days": [1, 1]}, "days"),
        ({"zone": "UTC+25"}, "zone"),
        ({"zone": "../etc/passwd"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"channels": ["sms"]}, "channels.0"),
        ({"quiet_hours": {"start": "22:00"}}, "quiet_hours.end"),
        ({"preview_opt_in": "yes"}, "preview_opt_in"),
        ({"patient_id": "x"}, "patient_id"),
    ],
)
def test_wishes_that_cannot_be_are_refused_by_name_and_change_nothing(client, clinic, headers, wrong, field):
    as_patient = headers(clinic.patient)
    answer = client.put("/v1/me/reminders", json=WISHES | wrong, headers=as_patient)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json["errors"]] == [field]
    assert client.get("/v1/me/reminders", headers=as_patient).json["version"] == 0


def test_reminders_are_the_patients_own(client, clinic, headers):
    as_therapist = headers(clinic.therapist)
    assert client.get("/v1/me/reminders", headers=as_therapist).status_code == 403
    assert client.put("/v1/me/reminders", json=WISHES, headers=as_therapist).status_code == 403
