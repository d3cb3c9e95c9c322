"""GET /redeem: the page behind an invite's link."""

import re
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from hep_api.settings import Settings
from hep_api.store.db import session
from hep_api.store.models import InviteRow, TokenFamilyRow
from tests.builders.clinics import Clinic
from tests.plans.conftest import Practice, practice

__all__ = ["practice"]


def invite(practice: Practice) -> dict[str, str]:
    made: dict[str, str] = practice.post(f"{practice.patient_url}/invites", {}).get_json()
    return made


@pytest.mark.parametrize(
    "asked, language, title",
    [
        ("", "en", "Your clinic invites you"),
        ("es-MX,es;q=0.9,en;q=0.1", "es", "Tu clínica te invita"),
        ("de,fr", "en", "Your clinic invites you"),
        ("en;q=0.4, es;q=0.5", "es", "Tu clínica te invita"),
    ],
)
def test_it_speaks_the_readers_language(client: FlaskClient, asked: str, language: str, title: str) -> None:
    page = client.get("/redeem", headers={"Accept-Language": asked} if asked else {})
    assert (page.status_code, page.content_type) == (200, "text/html; charset=utf-8")
    assert f'<html lang="{language}">' in page.text
    assert f"<h1>{title}</h1>" in page.text
    assert (page.headers["Content-Language"], page.headers["Vary"]) == (language, "Accept-Language")
    assert "$" not in page.text


def test_the_link_of_an_invite_leads_there_and_keeps_its_code_to_itself(
    client: FlaskClient, practice: Practice, settings: Settings
) -> None:
    made = invite(practice)
    path, _, code = made["link"].removeprefix(settings.public_url).partition("#")
    assert code == made["code"]
    assert client.get(path).status_code == 200


def test_opening_it_redeems_nothing_however_often(client: FlaskClient, practice: Practice) -> None:
    made = invite(practice)
    before = session().scalar(select(func.count()).select_from(TokenFamilyRow))
    for agent in ("WhatsApp/2.24", "Mozilla/5.0"):
        client.get(f"/redeem?code={made['code']}", headers={"User-Agent": agent})
        client.head("/redeem")
    assert session().scalars(select(InviteRow.redeemed_at)).all() == [None]
    assert session().scalar(select(func.count()).select_from(TokenFamilyRow)) == before
    body = {"code": made["code"], "birth_year": 1990}
    assert client.post("/v1/auth/redeem", json=body).status_code == 200


def test_it_is_stored_nowhere_framed_by_nobody_and_loads_nothing_from_elsewhere(client: FlaskClient) -> None:
    page = client.get("/redeem")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2]
    assert re.findall(r'(?:src|href)="([^"]*)"', page.text) == ["redeem.js"]
    assert "http" not in page.text
    assert client.get("/redeem.js").content_type == "text/javascript; charset=utf-8"


def test_a_code_in_the_query_is_neither_shown_nor_logged(
    client: FlaskClient, capsys: pytest.CaptureFixture[str], clinic: Clinic
) -> None:
    page = client.get("/redeem?code=7K3M-P9QX-RT4W")
    said = capsys.readouterr()
    assert "7K3M" not in page.text + said.out + said.err
    assert '"route": "/redeem"' in said.out + said.err


def test_the_page_is_well_formed(client: FlaskClient) -> None:
    main = re.search(r"<main>.*</main>", client.get("/redeem").text, re.DOTALL)
    assert main
    root = ET.fromstring(main[0].replace(" hidden>", ">"))  # noqa: S314 - our own page
    assert {node.get("id") for node in root.iter() if node.get("id")} == {"with-code", "code", "without-code"}
