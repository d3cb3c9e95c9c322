"""`flask clinic` and `flask staff`: from an empty database to people who sign in."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from hep_api.store.db import session, write
from hep_api.store.models import StaffRow
from tests.builders.authenticators import bearer, login, set_up
from tests.builders.clocks import HandClock

ROOT = Path(__file__).resolve().parents[2]
EMAIL, PASSWORD = "ruiz@clinic.example", "correct horse battery"
LONG = "".join(f"{n}{'kettle'[n % 6]} " for n in range(1, 400))


def run(app: Flask, *args: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=args, input=typed)


def found(app: Flask, name: str = "South Clinic", zone: str = "America/Bogota") -> str:
    result = run(app, "clinic", "found", "--name", name, "--zone", zone)
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def add(app: Flask, clinic_id: str, password: str = PASSWORD, **changes: str) -> Result:
    options = {"clinic": clinic_id, "email": EMAIL, "role": "therapist", "name": "Dr. Ruiz"} | changes
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    return run(app, "staff", "add", *flags, "--password-stdin", typed=f"{password}\n")


def sign_in(client: FlaskClient, email: str = EMAIL) -> dict[str, Any]:
    answer = client.post("/v1/auth/login", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    bearer = {"Authorization": f"Bearer {answer.get_json()['access_token']}"}
    me: dict[str, Any] = client.get("/v1/me", headers=bearer).get_json()
    return me


def test_from_an_empty_database_to_a_therapist_who_signs_in(app: Flask, client: FlaskClient) -> None:
    clinic_id = found(app)
    result = add(app, clinic_id, email="Ruiz@Clinic.example")

    assert result.exit_code == 0, result.output
    assert sign_in(client) == {
        "id": str(UUID(result.stdout.strip())), "name": "Dr. Ruiz", "roles": ["therapist"],
        "clinic": {"id": clinic_id, "name": "South Clinic"}, "locale": "en", "zone": "America/Bogota",
        "acts_for": None, "second_factor": "missing",
    }  # fmt: skip


def test_an_admin_may_speak_another_language_in_another_zone(app: Flask, client: FlaskClient) -> None:
    assert add(app, found(app), role="admin", locale="es", zone="Europe/Madrid").exit_code == 0
    me = sign_in(client)
    assert (me["roles"], me["locale"], me["zone"]) == (["admin"], "es", "Europe/Madrid")


def test_every_mistake_is_told_at_once_and_nothing_is_written(app: Flask) -> None:
    wrong = {"email": "nobody", "role": "operator", "name": " ", "locale": "xx", "zone": "Moon/Base"}
    result = add(app, str(uuid4()), "short", **wrong)

    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "Error: --clinic: There is no such clinic.",
        "--email: Not a valid email address.",
        "--role: Must be one of: therapist, admin.",
        "--name: Length must be between 1 and 120.",
        "--locale: Must be one of: en, es.",
        "--zone: Not an IANA time zone such as Europe/Madrid.",
        "--password: Too short: 5 characters; at least 15. Several words with spaces are easy to keep.",
    ]
    assert session().query(StaffRow).count() == 0


@pytest.mark.parametrize("length, code", [(14, 1), (15, 0), (1000, 0), (1001, 1)])
def test_a_password_has_fifteen_to_a_thousand_characters(app: Flask, length: int, code: int) -> None:
    assert add(app, found(app), LONG[1 : length + 1].strip().ljust(length, "x")).exit_code == code


def test_the_clinics_own_name_is_no_password(app: Flask) -> None:
    result = add(app, found(app), "south clinic ruiz 2026")
    assert (result.exit_code, "consists of names" in result.stderr) == (1, True)


def test_whoever_lost_the_second_factor_signs_in_with_the_password_again(
    app: Flask, client: FlaskClient, hand_clock: HandClock
) -> None:
    add(app, found(app))
    inside = bearer(login(client, EMAIL, PASSWORD))
    app_of_ruiz = set_up(client, inside, hand_clock.at, password=PASSWORD)
    assert login(client, EMAIL, PASSWORD).status_code == 401
    assert run(app, "staff", "reset-second-factor", "--email", EMAIL).exit_code == 0
    assert client.get("/v1/me", headers=inside).status_code == 401
    assert login(client, EMAIL, PASSWORD).status_code == 200
    assert login(client, EMAIL, PASSWORD, code=app_of_ruiz.recovery_codes[0]).status_code == 200


def test_nobodys_second_factor_is_reset_for_an_unknown_address(app: Flask) -> None:
    result = run(app, "staff", "reset-second-factor", "--email", "nobody@clinic.example")
    assert (result.exit_code, result.stderr) == (1, "Error: Nobody signs in with this e-mail address.\n")


def test_an_address_opens_one_account_also_when_that_one_is_closed(app: Flask) -> None:
    clinic_id = found(app)
    add(app, clinic_id)
    with write() as open_session:
        open_session.query(StaffRow).one().disabled_at = open_session.query(StaffRow).one().created_at
    again = add(app, found(app, "Another"), email=EMAIL.upper())

    assert again.exit_code == 1
    assert again.stderr == "Error: --email: An account with this e-mail address exists already.\n"
    listed = run(app, "staff", "list", "--clinic", clinic_id).stdout
    assert re.fullmatch(r"[0-9a-f-]{36}  therapist  ruiz@clinic\.example  Dr\. Ruiz  \(closed\)\n", listed)


def test_clinics_are_listed_oldest_first_and_two_may_have_one_name(app: Flask) -> None:
    ids = [found(app), found(app), found(app, "West", "UTC")]
    lines = run(app, "clinic", "list").stdout.splitlines()
    assert lines == [
        f"{ids[0]}  America/Bogota  South Clinic", f"{ids[1]}  America/Bogota  South Clinic", f"{ids[2]}  UTC  West",
    ]  # fmt: skip


def test_a_clinic_needs_a_name_and_a_zone_of_this_world(app: Flask) -> None:
    result = run(app, "clinic", "found", "--name", " ", "--zone", "Moon/Base")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "Error: --name: Length must be between 1 and 120.",
        "--zone: Not an IANA time zone such as Europe/Madrid.",
    ]
    assert run(app, "clinic", "list").stdout == ""


def test_people_of_a_clinic_that_is_not_there_are_not_listed(app: Flask) -> None:
    result = run(app, "staff", "list", "--clinic", str(uuid4()))
    assert (result.exit_code, result.stderr) == (1, "Error: There is no such clinic.\n")


def test_without_a_terminal_it_says_how_to_send_a_password(app: Flask) -> None:
    options = ("--clinic", found(app), "--email", EMAIL, "--role", "admin", "--name", "A")
    result = run(app, "staff", "add", *options, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 2
    assert "send one with --password-stdin" in result.stderr


def test_on_a_terminal_it_asks_twice_and_shows_nothing(tmp_path: Path) -> None:
    """A real terminal, because hiding what is typed is the terminal's work."""
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    env = {**os.environ, "HEP_DATA_DIR": str(tmp_path)}
    subprocess.run([*flask, "migrate"], cwd=ROOT, env=env, check=True, capture_output=True)
    made = subprocess.run(
        [*flask, "clinic", "found", "--name", "N", "--zone", "UTC"],
        cwd=ROOT, env=env, check=True, capture_output=True, text=True,
    )  # fmt: skip
    options = ["--clinic", made.stdout.strip(), "--email", EMAIL, "--role", "admin", "--name", "A"]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*flask, "staff", "add", *options],
        cwd=ROOT, env=env, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = type_when_asked(ours, "Password, at least 15 characters: ") + type_when_asked(ours, "confirmation: ")
        out, _ = process.communicate(timeout=60)
    os.close(ours)

    assert process.returncode == 0
    assert UUID(out.decode().strip())
    assert PASSWORD not in shown


def type_when_asked(terminal: int, question: str) -> str:
    """Wait for a question, type the password; what the terminal showed until then."""
    shown = ""
    while not shown.endswith(question):
        shown += os.read(terminal, 1024).decode()
    os.write(terminal, f"{PASSWORD}\n".encode())
    return shown


def test_a_clinic_is_founded_with_the_code_of_its_first_admin(app: Flask, client: FlaskClient) -> None:
    named = ("--admin-email", EMAIL, "--admin-name", "A. Ruiz")
    result = run(app, "clinic", "found", "--name", "South Clinic", "--zone", "America/Bogota", *named)
    clinic_id, told = result.stdout.splitlines()
    joined = client.post("/v1/auth/join", json={"code": told.split()[0], "password": PASSWORD})
    assert joined.status_code == 201, joined.text
    me = sign_in(client)
    assert (me["roles"], me["clinic"]["id"]) == (["admin"], clinic_id)


def test_half_an_admin_founds_no_clinic(app: Flask) -> None:
    result = run(app, "clinic", "found", "--name", "South Clinic", "--zone", "UTC", "--admin-email", EMAIL)
    assert result.exit_code == 2
    assert run(app, "clinic", "list").stdout == ""
