"""The wall around the suite: this process speaks to loopback and unix sockets, and to nobody else."""

import ipaddress
import sys

GUARDED = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
NAMES = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})


class NetworkReachedError(RuntimeError):
    """A test tried to leave this machine."""


def is_loopback(host: object) -> bool:
    """Whether `host` is this machine: a loopback address, its name, or nothing at all (a wildcard to listen on)."""
    if host in {None, "", "localhost", b"localhost", b""}:
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    if event in GUARDED:
        address = arguments[1]
        # Unix sockets have a path for an address, netlink and the like small numbers; only hosts can be far away.
        if isinstance(address, tuple) and address and isinstance(address[0], str) and not is_loopback(address[0]):
            raise NetworkReachedError(f"A test tried to reach {address[0]}. Start what it needs on loopback.")
    elif event in NAMES and not is_loopback(arguments[0]):
        raise NetworkReachedError(f"A test tried to look up {arguments[0]!r}. Start what it needs on loopback.")


def close_the_network() -> None:
    """Refuse, for the rest of this process, every connection, datagram and name lookup that leaves the machine.

    An audit hook sits below every Python library, so asyncio, urllib3 and raw sockets are all held; it cannot be
    removed. Native code with sockets of its own (libpq) is not seen: it is only ever given URLs of the fixtures.
    """
    sys.addaudithook(_guard)
