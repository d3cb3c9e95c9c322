"""What two people ask for at one moment: a clinic keeps an admin, and a code opens one account."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient

from hep_api.store.db import session
from hep_api.store.models import StaffRow
from hep_api.store.scope import Role, Scope
from tests.builders.clinics import PASSWORD, Clinic, add_colleague

Headers = Callable[[Scope], dict[str, str]]


def at_once(app: Flask, *asks: Callable[[FlaskClient], int]) -> list[int]:
    """Every question in a thread of its own, let go together."""
    together = Barrier(len(asks))

    def one(ask: Callable[[FlaskClient], int]) -> int:
        client = app.test_client()
        together.wait(timeout=30)
        return ask(client)

    with ThreadPoolExecutor(len(asks)) as pool:
        return sorted(pool.map(one, asks))


def remove(who: UUID, by: dict[str, str]) -> Callable[[FlaskClient], int]:
    url = f"/v1/clinic/staff/{who}/removal"
    return lambda client: client.post(url, json={"hand_to": None}, headers=by).status_code


def join(code: str) -> Callable[[FlaskClient], int]:
    sent = {"code": code, "password": PASSWORD}
    return lambda client: client.post("/v1/auth/join", json=sent).status_code


def test_two_admins_who_remove_each_other_leave_one(app: Flask, clinic: Clinic, headers: Headers) -> None:
    first, second = (add_colleague(clinic.therapist, role=Role.ADMIN) for _ in range(2))
    for _ in range(5):
        asks = remove(second.subject_id, headers(first)), remove(first.subject_id, headers(second))
        answers = at_once(app, *asks)
        at_work = {row.id for row in session().query(StaffRow).filter_by(role="admin", disabled_at=None)}
        # The slower one is the last admin, or is not let in any more.
        assert answers in ([200, 401], [200, 404], [200, 409])
        assert len(at_work) == 1
        first = Scope(clinic.id, at_work.pop(), Role.ADMIN)
        second = add_colleague(clinic.therapist, role=Role.ADMIN)


def test_a_code_that_eight_send_at_once_opens_one_account(
    app: Flask, client: FlaskClient, clinic: Clinic, headers: Headers
) -> None:
    admin = headers(add_colleague(clinic.therapist, role=Role.ADMIN))
    sent = {"email": f"{uuid4().hex}@clinic.example", "name": "Dr. New", "role": "therapist"}
    code = client.post("/v1/clinic/staff/invites", json=sent, headers=admin).get_json()["code"]
    answers = at_once(app, *(join(code) for _ in range(8)))
    assert answers == [201, *[401] * 7]
    assert session().query(StaffRow).filter_by(email=sent["email"]).count() == 1
