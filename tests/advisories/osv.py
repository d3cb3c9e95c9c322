"""A server on this machine that speaks OSV: it knows some advisories, and can be away in several ways."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import orjson


@dataclass
class Osv:
    """What it answers, and what it was asked: package and version, in order.

    `known` maps package and version to an advisory; `status` and `body` replace every answer.
    """

    known: dict[tuple[str, str], dict[str, Any]]
    status: int = 200
    body: bytes | None = None
    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, question: dict[str, Any]) -> bytes:
        about = (question["package"]["name"], question["version"])
        self.asked.append(about)
        if self.body is not None:
            return self.body
        return orjson.dumps({"vulns": [self.known[about]]} if about in self.known else {})


def advisory(package: str, number: str, *names: str, fixed: str) -> dict[str, Any]:
    """An advisory as OSV tells it."""
    events = [{"introduced": "0"}, {"fixed": fixed}]
    affected = {"package": {"name": package, "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    return {"id": number, "schema_version": "1.6.0", "aliases": list(names), "summary": "Bad.", "affected": [affected]}


@contextmanager
def serving(osv: Osv) -> Iterator[Osv]:
    """Serve it on a free port of this machine; its address is in `url`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = osv.answer(orjson.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(osv.status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        osv.url = f"http://127.0.0.1:{server.server_port}/v1/query"
        try:
            yield osv
        finally:
            server.shutdown()
            thread.join()
