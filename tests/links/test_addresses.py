"""Which addresses a link may name, and which machines may be asked for it."""

import socket
import time

import pytest

from hep_api.links.addresses import NotAllowed, Place, is_public, place_of, resolve

PRIVATE = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:93.184.216.34", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:53aa:64c::1",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_on_the_public_internet_is_never_asked(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111"])
def test_the_public_internet_may_be_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url, place",
    [
        ("https://Clinic.Example/a%20b.jpg?x=1&y#part", Place("clinic.example", "/a%20b.jpg?x=1&y")),
        ("https://clinic.example", Place("clinic.example", "/")),
        ("https://xn--clnica-4va.example:443/a", Place("xn--clnica-4va.example", "/a")),
    ],
)
def test_a_web_address_names_a_host_and_what_to_ask_it(url: str, place: Place) -> None:
    assert place_of(url) == place


@pytest.mark.parametrize(
    "url, why",
    [
        ("http://clinic.example/a.jpg", "https://"),
        ("ftp://clinic.example/a.jpg", "https://"),
        ("//clinic.example/a.jpg", "https://"),
        ("https://user:secret@clinic.example/a.jpg", "password"),
        ("https://@clinic.example/", "password"),
        ("https://clinic.example:8443/a.jpg", "port"),
        ("https://clinic.example:99999/a.jpg", "cannot be read"),
        ("https://127.0.0.1/a.jpg", "public name"),
        ("https://2130706433/a.jpg", "public name"),
        ("https://0x7f.1/a.jpg", "public name"),
        ("https://[::1]/a.jpg", "public name"),
        ("https://localhost/a.jpg", "public name"),
        ("https://clinic.example./a.jpg", "public name"),
        ("https:///a.jpg", "public name"),
        ("https://[clinic.example/", "cannot be read"),
        ("https://clínica.example/a.jpg", "ASCII"),
        ("https://clinic.example/a b.jpg", "ASCII"),
        ("https://clinic.example\\@inside.example/", "ASCII"),
        ("https://clinic.example/\r\nHost: inside", "ASCII"),
        ("https://clinic.example/" + "a" * 2000, "2000"),
    ],
)
def test_anything_else_is_refused_with_what_is_allowed(url: str, why: str) -> None:
    with pytest.raises(NotAllowed, match=why):
        place_of(url)


def test_a_name_is_resolved_by_the_system() -> None:
    assert set(resolve("localhost", 10)) <= {"127.0.0.1", "::1"}


def test_a_resolver_that_is_late_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def slow(*_: object, **__: object) -> list[object]:
        asked.append(1)
        time.sleep(0.5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with pytest.raises(TimeoutError):
        resolve("localhost", 0.05)
    assert asked
