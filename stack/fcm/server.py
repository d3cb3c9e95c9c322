"""The HTTP server: FCM's send method, Google's token endpoint, and a control side for tests and the demo."""

import contextlib
import socket
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Self

from stack.fcm.arrivals import Arrivals
from stack.fcm.handler import FcmHandler
from stack.fcm.steps import Scripts, Step


class FcmServer(ThreadingHTTPServer):
    """A server on a loopback port of its own choosing (or `port`); use it as a context manager to run it in a thread.

    `journal_path`: where every request is written, one JSON line each; None keeps the journal in memory only.
    """

    daemon_threads = False
    request_queue_size = 1024  # a batch of the SDK opens a hundred connections at once

    def __init__(self, journal_path: Path | None = None, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), FcmHandler)
        self.arrivals = Arrivals(journal_path)
        self.stopping = threading.Event()
        self._scripts = Scripts()
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The origin, for example http://127.0.0.1:43121."""
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), name="fcm")
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.shutdown()
        if self._thread:
            self._thread.join()
        self.close()

    def close(self) -> None:
        """End stalls and idle connections, wait for their threads, close the journal; after `serve_forever`."""
        self.stopping.set()
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()
        self.arrivals.close()

    def put_script(self, token: str, steps: list[Step]) -> None:
        """Replace what happens to the next messages for an address."""
        with self._lock:
            self._scripts.put(token, steps)

    def next_step(self, token: str) -> Step:
        """Use up one step of an address' script."""
        with self._lock:
            return self._scripts.next_step(token)

    def reset(self) -> None:
        """Forget scripts, journal and screens."""
        with self._lock:
            self._scripts = Scripts()
        self.arrivals.reset()

    def opened(self, connection: socket.socket) -> None:
        """Remember a connection, so that stopping can end it."""
        with self._lock:
            self._connections.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """Forget a connection."""
        with self._lock:
            self._connections.discard(connection)
