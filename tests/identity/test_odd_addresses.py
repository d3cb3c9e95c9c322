"""An address that no database could hold is refused at the door, like every other that is none."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.builders.phones import mistakes


@pytest.mark.parametrize("path, body", [
    ("/v1/auth/login", {"password": "a guess"}), ("/v1/auth/password-reset", {}),
])  # fmt: skip
@pytest.mark.parametrize("email", ["a\x00b@clinic.example", "\x00", "a@clinic.example\x00", "\u2028@x.example"])
def test_an_address_that_no_database_could_hold_is_refused_at_the_door(
    client: FlaskClient, path: str, body: dict[str, Any], email: str
) -> None:
    assert mistakes(client.post(path, json={**body, "email": email})) == {"email"}
