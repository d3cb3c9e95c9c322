"""A member of staff with an authenticator app."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders.clinics import PASSWORD

EMAIL = "rivera@clinic.example"


@dataclass
class Authenticator:
    """An app that holds one secret and shows the code of an instant."""

    secret: str
    recovery_codes: list[str] = field(default_factory=list)

    def code(self, at: datetime) -> str:
        return pyotp.TOTP(self.secret).at(at)


def login(client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, source: str = "127.0.0.1", **more: Any):
    body = {"email": email, "password": password, **more}
    return client.post("/v1/auth/login", json=body, environ_base={"REMOTE_ADDR": source})


def bearer(answer: TestResponse) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {(answer.json or {})['access_token']}"}


def set_up(client: FlaskClient, headers: dict[str, str], at: datetime, **proof: str) -> Authenticator:
    """Set up and confirm an app at an instant, as a console does; uses up that instant's code."""
    shown = client.post("/v1/me/second-factor", json={"password": PASSWORD, **proof}, headers=headers)
    assert shown.status_code == 200, shown.text
    app = Authenticator((shown.json or {})["secret"])
    confirmed = client.post("/v1/me/second-factor/confirm", json={"code": app.code(at)}, headers=headers)
    assert confirmed.status_code == 200, confirmed.text
    app.recovery_codes = (confirmed.json or {})["recovery_codes"]
    return app
