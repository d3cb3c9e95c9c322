"""Opening a sender: who it is, where it talks to, and the private names of the SDK it leans on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from firebase_admin import messaging

from hep_api.firebase import FirebaseSender
from hep_api.ports import PushResult
from stack.fcm.control import FcmControl
from stack.fcm.server import FcmServer
from tests.push.builders import a_message
from tests.push.conftest import THE_INSTANT, OpenSender

OFFICIAL = "https://fcm.googleapis.com/v1/projects/{0}/messages:send"


@pytest.fixture
def key_file(tmp_path: Path, fcm: FcmControl) -> Path:
    """A service account of nobody, whose tokens come from the local server."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "service-account.json"
    account = {
        "type": "service_account",
        "project_id": "clinic-project",
        "private_key_id": "1",
        "private_key": pem.decode(),
        "client_email": "push@clinic-project.example",
        "token_uri": f"{fcm.url}/token",
    }
    path.write_text(json.dumps(account))
    return path


def tokens_asked(fcm: FcmControl) -> int:
    return len([line for line in fcm.journal() if line["kind"] == "token"])


def test_the_private_names_of_the_sdk_are_still_there(sender: FirebaseSender) -> None:
    """A new firebase-admin that renames them must fail here, not send patients' notices to the wrong place."""
    assert messaging._MessagingService.FCM_URL == OFFICIAL
    assert callable(messaging._get_messaging_service)
    service = messaging._get_messaging_service(sender._app)
    adapters = service._client.session.adapters
    assert {type(adapter).__name__ for adapter in adapters.values()} == {"OneTryAdapter"}
    assert "https://fcm.googleapis.com" in adapters
    assert service._fcm_url.startswith("http://127.0.0.1:")


def test_a_local_address_is_not_left_behind_for_the_next_sender(open_sender: OpenSender) -> None:
    open_sender()
    assert messaging._MessagingService.FCM_URL == OFFICIAL


def test_a_proxy_of_the_machine_does_not_carry_what_is_for_the_server_next_door(
    fcm: FcmControl, open_sender: OpenSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with FcmServer() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert open_sender().send([a_message("phone")])[0].result is PushResult.SENT
        assert proxy.arrivals.journal() == []
    assert len(fcm.sends("phone")) == 1


def test_a_service_account_sends_for_its_own_project_with_one_token_for_the_whole_batch(
    fcm: FcmControl, open_sender: OpenSender, key_file: Path
) -> None:
    sender = open_sender(key_file)
    for _ in range(2):
        outcomes = sender.send([a_message(f"phone-{number}") for number in range(50)])
        assert {outcome.result for outcome in outcomes} == {PushResult.SENT}
    assert {line["project"] for line in fcm.sends()} == {"clinic-project"}
    assert tokens_asked(fcm) == 1


def test_after_a_401_the_next_batch_brings_a_new_token(
    fcm: FcmControl, open_sender: OpenSender, key_file: Path
) -> None:
    """google-auth would renew and re-send within the same call, three POSTs a message; we do it between calls."""
    sender = open_sender(key_file)
    fcm.script("phone", {"status": 401})
    results = [sender.send([a_message("phone")])[0].result for _ in range(3)]
    assert results == [PushResult.OUR_FAULT, PushResult.SENT, PushResult.SENT]
    assert len(fcm.sends("phone")) == 3
    assert tokens_asked(fcm) == 2


def test_refused_credentials_concern_everyone_and_nothing_is_put_on_the_wire(
    fcm: FcmControl, open_sender: OpenSender, key_file: Path
) -> None:
    fcm.script("@oauth", {"status": 400, "times": 0})
    outcomes = open_sender(key_file).send([a_message("a"), a_message("b")])
    assert [(outcome.result, outcome.concerns_everyone) for outcome in outcomes] == [(PushResult.OUR_FAULT, True)] * 2
    assert fcm.sends() == []


def test_without_an_access_token_nothing_was_sent_and_later_is_another_chance(
    fcm: FcmControl, open_sender: OpenSender, key_file: Path
) -> None:
    with FcmServer() as gone:
        account = json.loads(key_file.read_text()) | {"token_uri": f"{gone.url}/token"}
    key_file.write_text(json.dumps(account))
    (outcome,) = open_sender(key_file).send([a_message("a")])
    assert (outcome.result, outcome.concerns_everyone) == (PushResult.NOT_SENT, False)
    assert fcm.sends() == []


@pytest.mark.parametrize(
    "credentials_path,fcm_url,says",
    [
        (None, None, "needs a service account key file"),
        (None, "https://push.example.org", "needs a service account key file"),
        (None, "https://127.0.0.1.example.org", "needs a service account key file"),
        (None, "http://push.example.org", "must be https"),
        ("/nowhere/key.json", None, "not a readable service account key file"),
    ],
)
def test_a_sender_that_could_reach_nobody_or_leak_is_refused(
    credentials_path: str | None, fcm_url: str | None, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        FirebaseSender(credentials_path, fcm_url, utc_now=lambda: THE_INSTANT)


def test_a_key_file_that_is_not_one_is_refused_without_showing_it(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text('{"type": "service_account", "private_key": "hunter2"}')
    with pytest.raises(ValueError, match="not a readable service account key file") as caught:
        FirebaseSender(path, None, utc_now=lambda: THE_INSTANT)
    assert "hunter2" not in str(caught.value)


FORKING = """
import os, sys
from datetime import UTC, datetime
from hep_api.firebase import FirebaseSender

sender = FirebaseSender(None, "http://127.0.0.1:9", utc_now=lambda: datetime(2026, 3, 2, tzinfo=UTC))
child = os.fork()
if child == 0:
    try:
        sender.send([])
    except RuntimeError as error:
        os._exit(0 if "before a fork" in str(error) else 2)
    os._exit(1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_sender_from_before_a_fork_refuses_to_send() -> None:
    """Two processes on one socket read each other's answers and forget good phones."""
    assert subprocess.run([sys.executable, "-c", FORKING], check=False, timeout=60).returncode == 0
