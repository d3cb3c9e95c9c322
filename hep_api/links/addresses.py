"""Which addresses a link may name and which machines may be asked for it."""

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

LONGEST = 2000
TLS_PORT = 443
VISIBLE = re.compile(r"[!-~]+")
NAME = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
UNICAST = IPv6Network("2000::/3")
TUNNELS = (IPv6Network("2001::/32"), IPv6Network("2002::/16"))
"""IPv6 addresses with an IPv4 address inside, which could be a private one."""
ALLOWED = "allowed are addresses such as https://clinic.example/picture.jpg"


class NotAllowed(Exception):
    """The address is none that is fetched; the message says why and what is allowed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whom to ask for what: the host's name, and path and query as they are sent."""

    host: str
    target: str


def place_of(url: str) -> Place:
    """What an address names; raises NotAllowed.

    Only https on its own port, a host with a name, and no credentials. A fragment stays with who shows the link.
    """
    if len(url) > LONGEST or not VISIBLE.fullmatch(url) or "\\" in url:
        raise NotAllowed(f"It is no web address of at most {LONGEST} visible ASCII characters; {ALLOWED}.")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise NotAllowed(f"It cannot be read as a web address; {ALLOWED}.") from error
    if parts.scheme != "https":
        raise NotAllowed(f"It does not begin with https://; {ALLOWED}.")
    if "@" in parts.netloc:
        raise NotAllowed("It holds a name or password before the host: leave them out.")
    if port not in {None, TLS_PORT}:
        raise NotAllowed("It names a port: only that of https itself is used, leave it out.")
    if not NAME.fullmatch(host):
        raise NotAllowed(f"Its host has no public name; {ALLOWED}.")
    return Place(host, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet: not private, local, shared, multicast or a tunnel."""
    found = ip_address(address)
    if not found.is_global or found.is_multicast:
        return False
    if isinstance(found, IPv6Address):
        return found in UNICAST and not any(found in tunnel for tunnel in TUNNELS)
    return True


def resolve(host: str, seconds: float) -> list[str]:
    """The IP addresses of a host, best first; raises OSError, TimeoutError after `seconds` included.

    The system's resolver has no time-out of its own: it is asked on a thread, which is left behind when it is late.
    """
    asking = ThreadPoolExecutor(1, thread_name_prefix="resolve")
    try:
        found = asking.submit(socket.getaddrinfo, host, TLS_PORT, type=socket.SOCK_STREAM).result(seconds)
    finally:
        asking.shutdown(wait=False)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
