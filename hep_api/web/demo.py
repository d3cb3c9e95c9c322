"""The demo's movable clock: these routes exist only where HEP_DEMO_CLOCK is on."""

import math
from typing import Any

from hep_api import clock
from hep_api.web.auth import audience
from hep_api.web.contract import Slice
from hep_api.web.schemas import In, Instant, Out

slice_ = Slice("demo", __name__, description="The movable clock of a demo; never where patients are.")


class ClockIn(In):
    """The instant that the product shall take for the present."""

    now = Instant(required=True, metadata={"example": "2026-03-02T18:00:00+01:00"})


class ClockOut(Out):
    """What the product takes for the present; it runs on from there."""

    now = Instant()


@slice_.route("/v1/demo/clock", methods=["POST"])
@audience("anyone", reach="nothing")
@slice_.arguments(ClockIn)
@slice_.response(200, ClockOut)
def move_clock(body: dict[str, Any]) -> dict[str, Any]:
    """Move the clock of every process of this installation; tokens, throttles and leases keep real time."""
    moving = clock.installed()
    # Rounded up: whatever is due at the asked instant is due.
    moving.move_to(math.ceil((body["now"] - moving.real_now()).total_seconds()))
    return {"now": moving.now()}
