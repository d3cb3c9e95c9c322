"""Registers and forgets the devices of whoever asks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from hep_api.store import devices
from hep_api.store.db import write
from hep_api.store.scope import Scope


def register_device(scope: Scope, client_id: UUID, body: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Register a device, or refresh what is known of it; its push address ends at any other owner."""
    registration = devices.Registration(client_id, body["kind"], body["value"], body["platform"], body["app_version"])
    row = devices.register_device(scope, registration, now)
    return {
        "id": row.client_id,
        "kind": row.address_kind,
        "platform": row.platform,
        "app_version": row.app_version,
        "registered_at": row.registered_at,
        "seen_at": row.seen_at,
    }


def forget_device(scope: Scope, client_id: UUID, now: datetime) -> None:
    """Send nothing there any more; raises NotFound for a device that the caller never had."""
    with write():
        devices.forget_device(scope, client_id, now)
