"""A changed SECRET_KEY: second factors, recovery codes and devices outlive it while the old one is named."""

from pathlib import Path
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient

from hep_api import clock, sealing
from hep_api.app import create_app
from hep_api.cli.keys import keys
from hep_api.store.binding import NOBODY
from hep_api.store.db import bound_to, db, session
from hep_api.store.models import SecondFactorRow
from tests.app_fixtures import SECRET, make_settings
from tests.builders.authenticators import EMAIL, bearer, login, set_up
from tests.builders.clinics import Clinic, add_colleague
from tests.builders.clocks import HandClock

NEWER = "another-secret-of-the-tests-long-enough"


def test_second_factor_recovery_codes_and_devices_work_on(
    client: FlaskClient, app: Flask, clinic: Clinic, hand_clock: HandClock, tmp_path: Path, database_url: str
) -> None:
    add_colleague(clinic.therapist, email=EMAIL)
    device = str(uuid4())
    tokens = login(client, device_id=device).get_json()
    made = set_up(client, {"Authorization": f"Bearer {tokens['access_token']}"}, hand_clock.at)
    hand_clock.wait(seconds=30)
    newer = create_app(make_settings(tmp_path, database_url, SECRET_KEY=NEWER, OLD_SECRET_KEYS=SECRET))
    clock.install(hand_clock)
    with newer.app_context():
        there = newer.test_client()
        renewed = there.post(
            "/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"], "device_id": device}
        ).get_json()
        assert there.get("/v1/me", headers={"Authorization": f"Bearer {renewed['access_token']}"}).status_code == 200
        assert there.get("/v1/me", headers={"Authorization": f"Bearer {tokens['access_token']}"}).status_code == 401
        bearer(login(there, code=made.recovery_codes[0]))
        bearer(login(there, code=made.code(hand_clock.at)))
        row = session().query(SecondFactorRow).one()
        assert sealing.KeyRing((NEWER,)).is_current(row.secret or b"", f"second_factor:{row.staff_id}")
        db.session.remove()
        db.engine.dispose()


def test_after_rewrapping_a_second_factor_opens_without_the_old_secret(
    client: FlaskClient, app: Flask, clinic: Clinic, hand_clock: HandClock
) -> None:
    add_colleague(clinic.therapist, email=EMAIL)
    set_up(client, bearer(login(client)), hand_clock.at)
    session().expunge_all()
    sealing.install(NEWER, (SECRET,))
    with bound_to(NOBODY):
        assert app.test_cli_runner().invoke(keys, ["rewrap"]).exit_code == 0
    row = session().query(SecondFactorRow).one()
    assert sealing.KeyRing((NEWER,)).is_current(row.secret or b"", row.about)
