"""`python -m stack.run`: the whole product in the foreground, until Ctrl-C."""

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from stack.binaries import NoServerProgramError
from stack.instance import Instance, Options, running_instance
from stack.ownership import StartError
from stack.processes import ProcessEndedError
from stack.servers import ServerStartError

LOOK_SECONDS = 0.5
HIGHEST_PORT = 65535
EXPECTED = (StartError, ServerStartError, NoServerProgramError, ProcessEndedError, ValueError, OSError)


class StopRequested(BaseException):
    """Ctrl-C or SIGTERM arrived: unwinds whatever is under way, so that every block gets to stop what it started."""


@contextmanager
def stop_signals() -> Iterator[None]:
    """Turn the first SIGINT, SIGTERM or SIGHUP into StopRequested; ignore further ones while everything stops."""
    handled = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in handled:
            signal.signal(number, signal.SIG_IGN)
        raise StopRequested

    previous = {number: signal.signal(number, stop) for number in handled}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def ways_in_text(ways_in: Mapping[str, Any], indent: str = "  ") -> str:
    """Render what seeding printed as indented lines, nested objects below their name."""
    lines = []
    for name, value in ways_in.items():
        label = name.replace("_", " ")
        if isinstance(value, Mapping):
            lines += [f"{indent}{label}", ways_in_text(value, indent + "  ")]
        elif isinstance(value, list):
            lines.append(f"{indent}{label}")
            lines += [f"{indent}  - {_item_text(item)}" for item in value]
        else:
            lines.append(f"{indent}{label}: {value}")
    return "\n".join(lines)


def _item_text(item: object) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in item.items() if value is not None)


HOW_TO_FOUND = """\
  DATABASE_URL names a database without a clinic. In another terminal, with the same DATABASE_URL:
    .venv/bin/flask --app wsgi clinic found --name "North Clinic" --zone Europe/Madrid
    .venv/bin/flask --app wsgi staff add --clinic ID --role therapist --name "Dr. Rivera" --email rivera@clinic.example
  ID is what the first of the two prints; the second asks for a password."""


def _ways_in(instance: Instance) -> str:
    if instance.ways_in:
        return ways_in_text(instance.ways_in)
    if instance.clinics:
        return "  the accounts of the clinics in your database (`.venv/bin/flask --app wsgi clinic list`)"
    return HOW_TO_FOUND


def greeting(instance: Instance) -> str:
    """Say where the product is and how to get in."""
    url = instance.address.url
    return (
        f"\nHEP is running at {url}\n  documentation: {url}/docs\n  logs: {instance.processes.log_folder}\n"
        f"\nWays in\n{_ways_in(instance)}\n\nCtrl-C stops everything."
    )


def port_number(text: str) -> int:
    """Read a port, 0 included."""
    if not text.isascii() or not text.isdigit() or int(text) > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"'{text}' is no port; allowed are whole numbers from 0 to {HIGHEST_PORT}")
    return int(text)


def options_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Options:
    """Parse the command line; what it does not say, HEP_HOST and HEP_PORT may."""
    parser = argparse.ArgumentParser(prog="python -m stack.run", description="Run the whole product on this machine.")
    parser.add_argument("--data", type=Path, default=Path("var"), help="folder of everything it writes")
    parser.add_argument("--host", default=environment.get("HEP_HOST") or "127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=port_number, default=environment.get("HEP_PORT") or "8000", help="0: a free one")
    parser.add_argument("--with-parent", action="store_true", help="stop when whoever started this is gone")
    parser.add_argument("--demo-clock", action="store_true", help="let a route move the product's clock")
    given = parser.parse_args(arguments)
    parent = os.getppid() if given.with_parent else None
    return Options(
        given.data, environment, host=given.host, port=given.port, demo_clock=given.demo_clock, parent=parent
    )


def serve(options: Options) -> None:
    """Run until a signal arrives or the parent is gone (StopRequested), or a process ends (ProcessEndedError)."""
    started = time.monotonic()

    def tell(step: str) -> None:
        print(f"[{time.monotonic() - started:5.1f} s] {step}", flush=True)

    with running_instance(options, tell=tell) as instance:
        tell("healthy")
        print(greeting(instance), flush=True)
        pause = threading.Event()
        while True:
            if options.parent not in {None, os.getppid()}:
                raise StopRequested
            instance.processes.require_alive()
            pause.wait(LOOK_SECONDS)


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run the product; return 0 after a requested stop and 1, with a sentence on stderr, after a failure."""
    try:
        with stop_signals():
            serve(options_of(arguments, environment))
    except StopRequested:
        return 0
    except EXPECTED as error:
        print(error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
