"""`python -m stack.demo`: start an instance of its own, play both courses, leave nothing behind."""

import os
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from stack.demo import achilles, itbs
from stack.demo.client import Api, StoryError
from stack.demo.enrol import World
from stack.demo.people import Therapist
from stack.demo.phone import Phone
from stack.demo.table import Table
from stack.fcm.control import FcmControl
from stack.fcm.server import FcmServer
from stack.folders import temporary_folder
from stack.instance import Instance, Options, running_instance
from stack.run import EXPECTED, StopRequested, stop_signals

CHAPTERS = {"itbs": itbs.play, "achilles": achilles.play}
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "HEP_SERVERS")
"""What the demo takes over from the caller's environment; never DATABASE_URL: it plays with data of its own only."""


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


def environment(given: Mapping[str, str], fcm_url: str) -> dict[str, str]:
    """The settings of the demo's instance: quick ticks, and pushes to the local FCM server."""
    kept = {name: given[name] for name in KEPT if name in given}
    return {**kept, "HEP_FCM_URL": fcm_url, "HEP_TICK_SECONDS": "1", "HEP_LOG_LEVEL": "WARNING"}


def world_of(instance: Instance, fcm: FcmServer) -> World:
    """Sign the demo's therapist in, with a phone of their own."""
    api, control = Api(instance.address.url), FcmControl(fcm.url)
    way_in = instance.ways_in["therapist"]
    therapist = Therapist.signs_in(api, way_in["email"], way_in["password"])
    phone = Phone(control, "phone-of-the-therapist")
    therapist.register_phone(phone.token)
    return World(api, control, therapist, phone, Table(say))


def play(folder: Path, given: Mapping[str, str], chapters: list[str]) -> None:
    """Play chapters on a fresh instance in `folder`; raises StoryError when a story does not come out."""
    with ExitStack() as stack:
        fcm = stack.enter_context(FcmServer(folder / "fcm.jsonl"))
        options = Options(folder / "data", environment(given, fcm.url), port=0, demo_clock=True)
        instance = stack.enter_context(running_instance(options))
        say(f"A fresh instance runs at {instance.address.url}; its clock is the story's.")
        world = world_of(instance, fcm)
        try:
            for name in chapters:
                CHAPTERS[name](world)
                instance.processes.require_alive()
        except StoryError as error:
            words = "\n".join(child.last_words() for child in instance.processes.children)
            raise StoryError(f"{error}\n\nThe processes' last words:\n{words}") from error


def main(arguments: list[str], given: Mapping[str, str]) -> int:
    """Play the named chapters (all by default); return 0, or 1 with a sentence on stderr."""
    began = time.monotonic()
    unknown = [name for name in arguments if name not in CHAPTERS]
    if unknown:
        print(f"There is no chapter {', '.join(unknown)}; there are {', '.join(CHAPTERS)}.", file=sys.stderr)
        return 1
    try:
        with stop_signals(), temporary_folder("demo") as folder:
            play(folder, given, arguments or list(CHAPTERS))
    except StopRequested:
        return 1
    except (StoryError, *EXPECTED) as error:
        print(f"\nThe demo failed: {error}", file=sys.stderr)
        return 1
    say(f"\nBoth stories came out as they should, in {time.monotonic() - began:.0f} s."
        if len(arguments) != 1 else "\nThe story came out as it should.")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
