"""The patient's phone: what the local FCM server shows on it, and waiting for what is to come."""

import time
from dataclasses import dataclass
from typing import Any

from stack.demo.client import require
from stack.fcm.control import FcmControl

ARRIVAL_SECONDS = 60.0
"""Patience on a machine that is busy with other things; notices come within a second or two on one that is not."""
SILENCE_SECONDS = 2.5
"""Several ticks of the demo's workers."""
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Phone:
    """A phone with a push token, seen through the server that stands in for FCM."""

    fcm: FcmControl
    token: str
    patience_seconds: float = ARRIVAL_SECONDS

    def arrivals(self, template: str) -> list[dict[str, Any]]:
        """Every delivered message of a template, oldest first."""
        return [
            line for line in self.fcm.sends(self.token)
            if line["delivered"] and line["message"]["data"]["template"] == template
        ]  # fmt: skip

    def awaits(self, template: str, known: int, why: str) -> dict[str, Any]:
        """The notice that follows the `known` earlier ones; raises StoryError when none comes, or more than one."""
        deadline = time.monotonic() + self.patience_seconds
        while len(self.arrivals(template)) <= known and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        require(len(self.arrivals(template)) > known, f"No {template} notice arrived: {why}.")
        self.stays_silent(template, known + 1, why)
        return self.arrivals(template)[-1]

    def stays_silent(self, template: str, known: int, why: str) -> None:
        """Give the workers several ticks; raises StoryError when anything of the template arrives."""
        deadline = time.monotonic() + SILENCE_SECONDS
        while time.monotonic() < deadline:
            seen = len(self.arrivals(template))
            require(seen == known, f"{seen} {template} notices had arrived, not {known}: {why}.")
            time.sleep(POLL_SECONDS)
