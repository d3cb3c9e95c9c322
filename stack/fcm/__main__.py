"""`python -m stack.fcm --port 0 --journal FILE`: run the local FCM server until it is told to stop."""

import argparse
import json
import signal
import threading
from pathlib import Path

from stack.fcm.server import FcmServer


def main() -> None:
    """Serve on loopback; the first line of output is `{"port": ..., "url": ...}`; SIGTERM or Ctrl-C ends it."""
    parser = argparse.ArgumentParser(prog="python -m stack.fcm", description="A local stand-in for FCM HTTP v1.")
    parser.add_argument("--port", type=int, default=0, help="loopback port; 0 picks a free one")
    parser.add_argument("--journal", type=Path, help="append every request to this file, one JSON line each")
    arguments = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with FcmServer(arguments.journal, arguments.port) as server:
        print(json.dumps({"port": server.server_port, "url": server.url}), flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
