"""Fetches the head of an address: from public machines only, within one deadline, over few redirects."""

import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import httpcore

from hep_api.links.addresses import TLS_PORT, NotAllowed, is_public, place_of

MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HEADERS = [
    (b"User-Agent", b"HEP-link-check/1"),
    (b"Accept", b"*/*"),
    (b"Accept-Encoding", b"identity"),
    (b"Connection", b"close"),
]

Resolve = Callable[[str, float], list[str]]
"""A host's addresses within some seconds; see `addresses.resolve`."""
Dial = Callable[[str, int, float], httpcore.NetworkStream]
"""A TCP connection to an address and port within some seconds; raises httpcore's errors."""


@dataclass(frozen=True, slots=True)
class Head:
    """What was answered in the end: status and headers with names in lower case. Its body was not read."""

    status: int
    headers: Mapping[str, str]


def dial(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
    """A real connection."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=seconds)


class Deadline:
    """One moment by which everything has to be over."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then; raises httpcore.ReadTimeout when there are none."""
        seconds = self._at - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout
        return seconds


class BoundedStream(httpcore.NetworkStream):
    """A connection on which nothing waits beyond the deadline, however slowly the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        del timeout
        return self._inner.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        del timeout
        self._inner.write(buffer, self._deadline.left())

    def close(self) -> None:
        """Close it."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection under TLS."""
        del timeout
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left())
        return BoundedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows."""
        return self._inner.get_extra_info(info)


class PublicNetwork(httpcore.NetworkBackend):
    """Connects to the very address that was checked, so that no second answer of the name's server counts."""

    def __init__(self, resolve: Resolve, dial: Dial, deadline: Deadline) -> None:
        self._resolve = resolve
        self._dial = dial
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to a public address of the host; raises NotAllowed when any of its addresses is none."""
        del timeout, local_address, socket_options
        addresses = self._resolve(host, self._deadline.left())
        if not addresses or not all(is_public(address) for address in addresses):
            raise NotAllowed("Its host is not on the public internet.")
        for address in addresses[:-1]:
            try:
                return BoundedStream(self._dial(address, port, self._deadline.left() / 2), self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return BoundedStream(self._dial(addresses[-1], port, self._deadline.left()), self._deadline)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """How heads are fetched; tests bring a resolver and a dialler of their own, never another check."""

    resolve: Resolve
    dial: Dial
    tls: ssl.SSLContext
    seconds: float

    def head(self, url: str) -> Head:
        """The answer at the end of the redirects; raises NotAllowed, OSError and httpcore's errors."""
        network = PublicNetwork(self.resolve, self.dial, Deadline(self.seconds))
        for _ in range(MOST_REDIRECTS + 1):
            place = place_of(url)
            asked = httpcore.URL(scheme=b"https", host=place.host, port=TLS_PORT, target=place.target)
            with (
                httpcore.ConnectionPool(ssl_context=self.tls, network_backend=network) as pool,
                pool.stream("GET", asked, headers=HEADERS) as response,
            ):
                headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                if response.status not in REDIRECTS or "location" not in headers:
                    return Head(response.status, headers)
            url = urljoin(url, headers["location"])
        raise NotAllowed(f"It leads on more than {MOST_REDIRECTS} times: name the address where it ends.")
