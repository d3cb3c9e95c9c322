"""E-mails that are owed are sent, over a real mail server on this machine."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from flask.testing import FlaskClient

from hep_api.console_email import ConsoleEmailSender
from hep_api.mailing.deliver import Postman, deliver_emails
from hep_api.settings import Settings
from hep_api.smtp import SmtpSender
from hep_api.store import emails_due
from hep_api.store.db import session, write
from hep_api.store.models import EmailRow, ResetRequestRow, ResetTokenRow
from tests.builders.authenticators import EMAIL, bearer, login, set_up
from tests.builders.clinics import Clinic, add_colleague
from tests.builders.clocks import HandClock

NEW = "violet harbour kettle 9"


class Mailbox:
    """A mail server that keeps what it accepts and answers the next deliveries as scripted."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.replies: list[str] = []

    async def handle_DATA(self, server: SMTP, who: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        reply = self.replies.pop(0) if self.replies else "250 OK"
        if reply.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return reply


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port, server_hostname="localhost")
    server.start()
    yield box, f"smtp://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def postman(settings: Settings, hand_clock: HandClock, mailbox: tuple[Mailbox, str]) -> Postman:
    return Postman(SmtpSender(mailbox[1], "HEP <hep@clinic.example>", 5), settings, hand_clock.real_now)


@pytest.fixture(autouse=True)
def rivera(clinic: Clinic, hand_clock: HandClock) -> None:
    add_colleague(clinic.therapist, email=EMAIL)


def ask(client: FlaskClient, email: str = EMAIL) -> None:
    answer = client.post("/v1/auth/password-reset", json={"email": email})
    assert (answer.status_code, answer.json) == (
        202,
        {"message": "If somebody signs in with this address, an e-mail is on its way."},
    )


def token_in(mail: EmailMessage) -> str:
    found = re.search(r"#(\S+)", mail.get_content())
    assert found
    return found[1]


def choose_new(client: FlaskClient, token: str, password: str = NEW):
    return client.post("/v1/auth/password-reset/confirm", json={"token": token, "password": password})


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(
    client: FlaskClient, postman: Postman, mailbox: tuple[Mailbox, str]
) -> None:
    inside = {"Authorization": f"Bearer {(login(client).json or {})['access_token']}"}
    ask(client, EMAIL.upper())
    assert deliver_emails(postman, 5) == 1
    mail = mailbox[0].mails[0]
    assert (mail["To"], mail["From"], mail["Subject"]) == (EMAIL, "HEP <hep@clinic.example>", "A new password")
    assert "Hello Dr. Rivera," in mail.get_content()
    assert choose_new(client, token_in(mail)).status_code == 204
    assert login(client).status_code == 401
    assert login(client, password=NEW).status_code == 200
    assert client.get("/v1/me", headers=inside).status_code == 401
    assert (choose_new(client, token_in(mail)).json or {})["code"] == "reset_invalid"
    assert deliver_emails(postman, 5) == 1
    assert mailbox[0].mails[1]["Subject"] == "Your password was changed"


def test_a_link_for_a_new_password_takes_nobody_past_the_second_factor(
    client: FlaskClient, postman: Postman, mailbox: tuple[Mailbox, str], hand_clock: HandClock
) -> None:
    app = set_up(client, bearer(login(client)), hand_clock.real_now())
    ask(client)
    hand_clock.wait(minutes=1)
    deliver_emails(postman, 5)
    token = next(token_in(mail) for mail in mailbox[0].mails if mail["Subject"] == "A new password")
    assert choose_new(client, token).status_code == 204
    assert (login(client, password=NEW).json or {})["code"] == "second_factor_required"
    assert login(client, password=NEW, code=app.code(hand_clock.real_now())).status_code == 200


def test_for_an_unknown_address_the_answer_is_the_same_and_nothing_is_kept(
    client: FlaskClient, postman: Postman, mailbox: tuple[Mailbox, str]
) -> None:
    ask(client, "nobody@clinic.example")
    assert session().query(ResetRequestRow).count() == 1
    assert deliver_emails(postman, 5) == 0
    assert session().query(ResetRequestRow).count() == session().query(EmailRow).count() == 0
    assert mailbox[0].mails == []


def test_the_row_holds_no_secret_and_the_token_is_stored_as_a_hash(
    client: FlaskClient, postman: Postman, mailbox: tuple[Mailbox, str]
) -> None:
    ask(client)
    deliver_emails(postman, 5)
    token = token_in(mailbox[0].mails[0])
    assert token not in json.dumps([row.hash for row in session().query(ResetTokenRow)])


def test_a_link_ends_after_its_minutes(
    client: FlaskClient, postman: Postman, mailbox: tuple[Mailbox, str], hand_clock: HandClock
) -> None:
    ask(client)
    deliver_emails(postman, 5)
    hand_clock.wait(minutes=30)
    assert choose_new(client, token_in(mailbox[0].mails[0])).status_code == 401


def test_only_the_newest_link_works(client: FlaskClient, postman: Postman, mailbox: tuple[Mailbox, str]) -> None:
    for _ in range(2):
        ask(client)
        deliver_emails(postman, 5)
    older, newer = (token_in(mail) for mail in mailbox[0].mails)
    assert choose_new(client, older).status_code == 401
    assert choose_new(client, newer).status_code == 204


def test_a_weak_password_is_refused_and_the_link_still_works(
    client: FlaskClient, postman: Postman, mailbox: tuple[Mailbox, str]
) -> None:
    ask(client)
    deliver_emails(postman, 5)
    token = token_in(mailbox[0].mails[0])
    weak = choose_new(client, token, "north clinic 2026")
    assert (weak.status_code, (weak.json or {})["errors"][0]["path"]) == (422, "password")
    assert choose_new(client, token).status_code == 204


def test_an_account_gets_at_most_three_links_an_hour_whoever_asks(
    client: FlaskClient, postman: Postman, mailbox: tuple[Mailbox, str], hand_clock: HandClock
) -> None:
    for _ in range(5):
        ask(client)
    deliver_emails(postman, 5)
    assert len(mailbox[0].mails) == 3
    hand_clock.wait(minutes=61)
    ask(client)
    deliver_emails(postman, 5)
    assert len(mailbox[0].mails) == 4


@pytest.mark.parametrize(
    "replies, state, sent", [(["451 later", "250 OK"], "sent", 1), (["550 no such user"], "undeliverable", 0)]
)
def test_a_refusal_for_now_is_tried_again_and_one_for_ever_is_not(
    client: FlaskClient,
    postman: Postman,
    mailbox: tuple[Mailbox, str],
    hand_clock: HandClock,
    replies: list[str],
    state: str,
    sent: int,
) -> None:
    mailbox[0].replies = list(replies)
    ask(client)
    deliver_emails(postman, 5)
    hand_clock.wait(minutes=5)
    deliver_emails(postman, 5)
    assert [row.state for row in session().query(EmailRow)] == [state]
    assert len(mailbox[0].mails) == sent


def test_without_a_mail_server_nothing_is_lost_and_a_reset_expires(
    client: FlaskClient, settings: Settings, hand_clock: HandClock
) -> None:
    postman = Postman(SmtpSender("smtp://127.0.0.1:1", "hep@localhost", 1), settings, hand_clock.real_now)
    ask(client)
    assert deliver_emails(postman, 2) == 0
    assert [row.state for row in session().query(EmailRow)] == ["pending"]
    hand_clock.wait(minutes=61)
    deliver_emails(postman, 2)
    session().expire_all()
    assert [row.state for row in session().query(EmailRow)] == ["expired"]


def test_two_workers_at_once_send_one_e_mail(
    app: Flask, client: FlaskClient, postman: Postman, mailbox: tuple[Mailbox, str]
) -> None:
    ask(client)
    barrier = threading.Barrier(4)

    def work() -> None:
        with app.app_context():
            barrier.wait(timeout=30)
            deliver_emails(postman, 5)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert len(mailbox[0].mails) == 1


def test_two_who_hold_one_link_set_one_password(
    app: Flask, client: FlaskClient, postman: Postman, mailbox: tuple[Mailbox, str]
) -> None:
    ask(client)
    deliver_emails(postman, 5)
    token, barrier, statuses = token_in(mailbox[0].mails[0]), threading.Barrier(4), []

    def use(n: int) -> None:
        barrier.wait(timeout=30)
        statuses.append(choose_new(app.test_client(), token, f"violet harbour kettle {n}").status_code)

    users = [threading.Thread(target=use, args=(n,)) for n in range(4)]
    for user in users:
        user.start()
    for user in users:
        user.join(timeout=60)
    assert sorted(statuses) == [204, 401, 401, 401]


def test_without_settings_it_is_written_to_a_file(
    client: FlaskClient, settings: Settings, hand_clock: HandClock
) -> None:
    file = settings.data_dir / "emails.jsonl"
    ask(client)
    assert deliver_emails(Postman(ConsoleEmailSender(file), settings, hand_clock.real_now), 5) == 1
    line = json.loads(file.read_text())
    assert (line["to"], line["subject"]) == (EMAIL, "A new password")
    assert file.stat().st_mode & 0o077 == 0


def test_a_lease_that_ran_out_gives_the_e_mail_to_another_and_the_old_holder_writes_nothing(
    client: FlaskClient, postman: Postman, hand_clock: HandClock
) -> None:
    ask(client)
    with write():
        emails_due.take_requests(hand_clock.at, timedelta(hours=1), 10)
        first = emails_due.claim(hand_clock.at, 1, -1)
        second = emails_due.claim(hand_clock.at, 1, 60)
        assert emails_due.claim(hand_clock.at, 1, 60) == []
    with write():
        assert not emails_due.settle(first[0], "sent", "late", hand_clock.at)
        assert emails_due.settle(second[0], "sent", "in time", hand_clock.at)
