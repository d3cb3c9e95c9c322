"""The phones and browsers of patients and staff."""

from typing import Any
from uuid import UUID

from hep_api import clock
from hep_api.devices import service
from hep_api.devices.schemas import DeviceIn, DeviceOut
from hep_api.web.auth import audience, scope
from hep_api.web.contract import Slice

slice_ = Slice("devices", __name__, description="Where a push can reach whoever asks.")


@slice_.route("/v1/me/devices/<uuid:device_id>", methods=["PUT"])
@audience("patient", "caregiver", "therapist", "admin", reach="self")
@slice_.arguments(DeviceIn)
@slice_.response(200, DeviceOut)
def register_device(body: dict[str, Any], device_id: UUID) -> dict[str, Any]:
    """Register this device under an id that it chose once, and again whenever its push address changes.

    An address belongs to the last that registered it. A person keeps ten devices; one more retires the one that was
    longest not heard of. Signing out ends the device of that sign-in.
    """
    return service.register_device(scope(), device_id, body, clock.now())


@slice_.route("/v1/me/devices/<uuid:device_id>", methods=["DELETE"])
@audience("patient", "caregiver", "therapist", "admin", reach="self")
@slice_.response(204)
def forget_device(device_id: UUID) -> None:
    """Send nothing to this device any more; asking twice is fine."""
    service.forget_device(scope(), device_id, clock.now())
