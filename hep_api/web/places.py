"""Where a request comes from: the network, and the device that says so; kept as hashes only."""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from typing import Any

from flask import request

from hep_api.store.tokens import Place
from hep_api.tokens import hash_refresh, keyed_hash
from hep_api.web.auth import settings

HOUSEHOLD = 64
"""Bits of an IPv6 address that one customer of a network has; the rest changes at will."""


def source() -> str:
    """The network address of the caller: of IPv6 the part that does not change at will."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "nowhere"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(IPv6Address(int(address) >> (128 - HOUSEHOLD) << (128 - HOUSEHOLD)))
    return str(address)


def source_hash() -> str:
    """What is kept of the caller's network address."""
    return keyed_hash(settings().secret_key, "source", source())


def device_hash(body: Mapping[str, Any]) -> str | None:
    """What is kept of the `device_id` of a body that a schema loaded; None without one.

    Not keyed, as an id has 122 random bits: a changed SECRET_KEY must not make strangers of all phones.
    """
    told = body.get("device_id")
    return hash_refresh(str(told)) if told else None


def place_of(body: Mapping[str, Any]) -> Place:
    """Where somebody signs in."""
    return Place(device_hash(body), body.get("device_name"), source_hash())
