"""GET /join and GET /reset-password: the pages on which staff choose a password."""

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from hep_api.settings import Settings
from hep_api.store.db import session
from hep_api.store.models import StaffInviteRow
from hep_api.store.scope import Role, Scope
from tests.builders.clinics import PASSWORD, Clinic, add_colleague

Headers = Callable[[Scope], dict[str, str]]
PAGES = {
    "/join": ("Your account at the clinic", "Tu cuenta en la clínica", "v1/auth/join", "code"),
    "/reset-password": ("A new password", "Una contraseña nueva", "v1/auth/password-reset/confirm", "token"),
}


def invite(client: FlaskClient, clinic: Clinic, headers: Headers) -> dict[str, str]:
    admin = headers(add_colleague(clinic.therapist, role=Role.ADMIN))
    new = {"email": "new@clinic.example", "name": "Dr. New", "role": "therapist", "locale": "es"}
    made: dict[str, str] = client.post("/v1/clinic/staff/invites", json=new, headers=admin).get_json()
    return made


@pytest.mark.parametrize("path", PAGES)
def test_it_speaks_the_readers_language(client: FlaskClient, path: str) -> None:
    english, spanish, _, _ = PAGES[path]
    for asked, language, title in (("", "en", english), ("es-MX,es;q=0.9", "es", spanish), ("de", "en", english)):
        page = client.get(path, headers={"Accept-Language": asked} if asked else {})
        assert (page.status_code, page.headers["Content-Language"]) == (200, language)
        assert f"<h1>{title}</h1>" in page.text
        assert "$" not in page.text


@pytest.mark.parametrize("path", PAGES)
def test_it_sends_to_a_door_that_exists_what_that_door_asks_for(client: FlaskClient, path: str) -> None:
    _, _, door, secret = PAGES[path]
    main = re.search(r"<main>.*</main>", client.get(path).text, re.DOTALL)
    assert main
    form = ET.fromstring(re.sub(r"<input([^>]*) required>", r"<input\1/>", main[0])).find("form")  # noqa: S314 - ours
    assert form is not None
    assert (form.get("data-to"), form.get("data-secret")) == (door, secret)
    assert client.post(f"/{door}", json={secret: "no-such-code", "password": PASSWORD}).status_code == 401


@pytest.mark.parametrize("path", PAGES)
def test_it_is_stored_nowhere_framed_by_nobody_and_loads_nothing_from_elsewhere(client: FlaskClient, path: str) -> None:
    page = client.get(path)
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert re.findall(r'(?:src|href)="([^"]*)"', page.text) == ["choose-password.js"]
    assert client.get("/choose-password.js").content_type == "text/javascript; charset=utf-8"


def test_the_link_of_a_staff_invite_leads_there_and_opening_it_uses_nothing_up(
    client: FlaskClient, clinic: Clinic, headers: Headers, settings: Settings
) -> None:
    made = invite(client, clinic, headers)
    path, _, code = made["link"].removeprefix(settings.public_url).partition("#")
    assert (path, code) == ("/join", made["code"])
    assert [client.get(path).status_code for _ in range(3)] == [200] * 3
    assert session().query(StaffInviteRow).one().redeemed_at is None
    answer = client.post("/v1/auth/join", json={"code": code, "password": PASSWORD})
    assert answer.status_code == 201
