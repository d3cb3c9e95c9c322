"""The local server itself: it has to be believed."""

import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from stack.fcm.control import FcmControl
from stack.fcm.server import FcmServer


def post(url: str, body: Any, *, bearer: bool = True) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": "Bearer x"} if bearer else {}
    request = Request(f"{url}/v1/projects/demo/messages:send", json.dumps(body).encode(), headers)
    try:
        with urlopen(request, timeout=5) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


def a_wire_message(phone: str = "phone", tag: str = "1", **more: Any) -> dict[str, Any]:
    return {"message": {"token": phone, "android": {"notification": {"tag": tag}}, **more}}


def test_an_accepted_message_has_a_name_and_is_journalled_on_disk(fcm: FcmControl, journal_path: Path) -> None:
    status, answer = post(fcm.url, a_wire_message(data={"delivery_id": "7"}))
    assert status == 200
    assert answer["name"].startswith("projects/demo/messages/")
    (line,) = [json.loads(line) for line in journal_path.read_text().splitlines()]
    assert (line["kind"], line["token"], line["delivery_id"], line["tag"]) == ("send", "phone", "7", "1")
    assert (line["status"], line["delivered"]) == (200, True)
    assert fcm.journal() == [line]


def test_a_phone_shows_one_notice_a_tag(fcm: FcmControl) -> None:
    for token, tag in (("a", "1"), ("a", "1"), ("a", "2"), ("b", "1")):
        post(fcm.url, a_wire_message(token, tag))
    shown = [(notice["token"], notice["tag"], notice["arrivals"]) for notice in fcm.devices()]
    assert shown == [("a", "1", 2), ("a", "2", 1), ("b", "1", 1)]


def test_messages_without_a_tag_pile_up(fcm: FcmControl) -> None:
    for _ in range(2):
        post(fcm.url, {"message": {"token": "a"}})
    assert len(fcm.devices("a")) == 2


@pytest.mark.parametrize(
    "body,field",
    [
        ([], "message"),
        ({"message": {}}, "message"),
        ({"message": {"token": "a", "fid": "b"}}, "message"),
        ({"message": {"token": 5}}, "message.token"),
        ({"message": {"token": "a", "data": {"n": 1}}}, "message.data"),
        ({"message": {"token": "a", "data": {"n": "x" * 5000}}}, "message"),
        ({"message": {"token": "a", "android": {"ttl": 60}}}, "message.android.ttl"),
        ({"message": {"token": "a", "android": []}}, "message.android"),
        ({"message": {"token": "a", "apns": {"headers": {"apns-collapse-id": "x" * 65}}}}, "message.apns.headers"),
    ],
)
def test_a_message_fcm_would_refuse_is_refused_and_never_shown(fcm: FcmControl, body: Any, field: str) -> None:
    status, answer = post(fcm.url, body)
    details = answer["error"]["details"]
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert details[0]["errorCode"] == "INVALID_ARGUMENT"
    assert details[1]["fieldViolations"][0]["field"] == field
    assert fcm.devices() == []
    assert [line["status"] for line in fcm.sends()] == [400]


def test_a_caller_without_a_token_is_not_served(fcm: FcmControl) -> None:
    status, answer = post(fcm.url, a_wire_message(), bearer=False)
    assert (status, answer["error"]["status"]) == (401, "UNAUTHENTICATED")
    assert fcm.devices() == []


def test_a_script_plays_in_order_then_everyones_then_acceptance(fcm: FcmControl) -> None:
    fcm.script("a", {"status": 503, "times": 2}, {"status": 404})
    fcm.script("*", {"status": 429})
    assert [post(fcm.url, a_wire_message("a"))[0] for _ in range(5)] == [503, 503, 404, 429, 200]


def test_a_step_for_ever_lasts_until_the_script_is_removed(fcm: FcmControl) -> None:
    fcm.script("a", {"status": 503, "times": 0})
    assert {post(fcm.url, a_wire_message("a"))[0] for _ in range(4)} == {503}
    fcm.script("a")
    assert post(fcm.url, a_wire_message("a"))[0] == 200


def test_every_mistake_in_a_step_is_named(fcm: FcmControl) -> None:
    with pytest.raises(ValueError, match="colour, stall, status, times"):
        fcm.script("a", {"status": True, "stall": 1e9, "times": -1, "colour": "red"})
    with pytest.raises(ValueError, match="a step is an object"):
        fcm.script("a", [404])  # type: ignore[arg-type]


def test_reset_forgets_all_but_the_file(fcm: FcmControl, journal_path: Path) -> None:
    fcm.script("a", {"status": 404, "times": 0})
    post(fcm.url, a_wire_message("a"))
    post(fcm.url, a_wire_message("b"))
    fcm.reset()
    assert (fcm.journal(), fcm.devices()) == ([], [])
    assert post(fcm.url, a_wire_message("a"))[0] == 200
    kinds = [json.loads(line)["kind"] for line in journal_path.read_text().splitlines()]
    assert kinds == ["send", "send", "reset", "send"]


def test_an_unknown_address_is_journalled_too(fcm: FcmControl) -> None:
    with pytest.raises(HTTPError) as caught:
        urlopen(f"{fcm.url}/v1/elsewhere", b"{}", timeout=5)
    with caught.value as error:
        assert error.code == 404
    assert fcm.journal()[0]["path"] == "/v1/elsewhere"


def test_control_talks_to_this_machine_only() -> None:
    with pytest.raises(ValueError, match="on this machine"):
        FcmControl("http://fcm.example.org:80")


def test_stopping_ends_stalls_and_idle_connections() -> None:
    body = json.dumps(a_wire_message("a")).encode()
    head = (
        f"POST /v1/projects/p/messages:send HTTP/1.1\r\nAuthorization: Bearer x\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with ExitStack() as connections:
        with FcmServer() as server:
            FcmControl(server.url).script("a", {"stall": 120})
            address = ("127.0.0.1", server.server_port)
            connections.enter_context(socket.create_connection(address, timeout=5))
            stalled = connections.enter_context(socket.create_connection(address, timeout=5))
            stalled.sendall(head.encode() + body)
            begun = time.monotonic()
            while not server.arrivals.journal() and time.monotonic() - begun < 10:
                time.sleep(0.01)
        assert server.arrivals.journal()
        assert time.monotonic() - begun < 15


def test_it_runs_as_a_program_and_stops_when_told(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    command = [sys.executable, "-m", "stack.fcm", "--port", "0", "--journal", str(journal)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        where = json.loads(process.stdout.readline())
        assert where["url"] == f"http://127.0.0.1:{where['port']}"
        assert post(where["url"], a_wire_message())[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert json.loads(journal.read_text())["token"] == "phone"
