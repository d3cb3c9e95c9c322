"""The suite cannot reach the network, whatever library asks."""

import asyncio
import http.client
import socket
import urllib.request

import pytest

from tests.network import NetworkReachedError, is_loopback

FAR = "192.0.2.1"  # TEST-NET-1: belongs to nobody


def _connect() -> None:
    socket.create_connection((FAR, 80), timeout=1)


def _connect_quietly() -> None:
    with socket.socket() as link:
        link.connect_ex((FAR, 80))


def _connect_six() -> None:
    with socket.socket(socket.AF_INET6) as link:
        link.connect(("2001:db8::1", 80))


def _datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.sendto(b"x", (FAR, 53))


def _message() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.sendmsg([b"x"], [], 0, (FAR, 53))


def _look_up() -> None:
    socket.getaddrinfo("example.org", 80)


def _fetch() -> None:
    http.client.HTTPConnection(FAR, timeout=1).request("GET", "/")


def _open_url() -> None:
    urllib.request.urlopen("http://example.org/", timeout=1)


def _asynchronously() -> None:
    asyncio.run(asyncio.wait_for(asyncio.open_connection(FAR, 80), 1))


@pytest.mark.parametrize(
    "leave",
    [_connect, _connect_quietly, _connect_six, _datagram, _message, _look_up, _fetch, _open_url, _asynchronously],
    ids=lambda leave: leave.__name__,
)
def test_refuses_every_way_out(leave):
    with pytest.raises(NetworkReachedError, match="tried to"):
        leave()


def test_loopback_is_open():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=1).close()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_knows_this_machine(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "169.254.169.254", "fe80::1%eth0", "localhost.example.org"])
def test_knows_others(host):
    assert not is_loopback(host)
