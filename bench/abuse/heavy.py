"""D13 and E17: bodies and questions that would cost a server much, with an honest caller beside each.

A lock-out is an honest question that was not answered beside or after a heavy one; a leak is a heavy one that was
answered with an error of ours, or not at all.
"""

import gzip
import http.client
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from urllib.parse import quote

import orjson

from bench.abuse.ground import Enrolled, Ground, inherited
from bench.abuse.tally import Tally, report
from stack.folders import temporary_folder
from stack.servers import serve_postgres

LONGEST_SECONDS = 20.0
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Heavy:
    """One request: what is heavy about it, and the statuses that refuse or bound it."""

    what: str
    method: str
    path: str
    expected: frozenset[int]
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def bodies() -> Iterator[Heavy]:
    """D13."""
    sync, small = "/v1/me/sync", b'{"kind":"morning"}'
    yield Heavy("10 MB", "POST", sync, frozenset({413}), b'{"facts":[' + b" " * (10 * MEGABYTE) + b"]}")
    many = b'{"facts":[' + b",".join([small] * 100_000) + b"]}"
    yield Heavy("100 000 facts", "POST", sync, frozenset({413}), many)
    most = b'{"facts":[' + b",".join([small] * (900_000 // (len(small) + 1))) + b"]}"
    yield Heavy("as many facts as 1 MB holds", "POST", sync, frozenset({422}), most)
    for depth in (17, 1000, 400_000):
        nested = b'{"facts":' + b"[" * depth + b"]" * depth + b"}"
        yield Heavy(f"{depth} levels", "POST", sync, frozenset({400, 422}), nested)
    packed = gzip.compress(b" " * (500 * MEGABYTE), 9)
    yield Heavy("500 MB packed", "POST", sync, frozenset({415}), packed, {"Content-Encoding": "gzip"})
    yield Heavy("a number of 900 000 digits", "POST", sync, frozenset({400, 422}), b'{"facts":' + b"9" * 900_000 + b"}")
    keys = orjson.dumps({f"k{number}": number for number in range(60_000)})
    yield Heavy("60 000 unknown fields", "POST", sync, frozenset({422}), keys)
    yield Heavy("10 MB to sign in", "POST", "/v1/auth/redeem", frozenset({413}), b" " * (10 * MEGABYTE))


def questions() -> Iterator[Heavy]:
    """E17."""
    refused, answered = frozenset({422}), frozenset({200, 422})
    yield Heavy("a page of a thousand million", "GET", "/v1/me/changes?limit=1000000000", refused)
    yield Heavy("a page below nothing", "GET", "/v1/me/changes?limit=-1", refused)
    yield Heavy("a cursor of 8 kB", "GET", f"/v1/me/changes?cursor={'A' * 8000}", refused)
    for pattern in ("(a+)+$" * 20, "%" * 100, "_" * 100, "a%" * 60, "\\" * 100):
        yield Heavy("a search of a pattern", "GET", f"/v1/exercises?text={quote(pattern)}", answered)
    yield Heavy("a search of 7 kB", "GET", f"/v1/exercises?text={'a' * 7000}", refused)
    yield Heavy("the same question 500 times in one", "GET", "/v1/exercises?" + "&".join(["text=a"] * 500), answered)
    lately, never = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"
    for at in (lately, never):
        told = orjson.dumps({"id": "0" * 32, "kind": "morning", "pain": 1, "reported_at": at})
        yield Heavy(f"a morning of {at}", "POST", "/v1/me/check-ins", frozenset({200, 201, 422}), told)


def run(scenario: str, database: str) -> Tally:
    """D13 or E17 on `sqlite` or `postgresql`."""
    with ExitStack() as stack:
        folder = stack.enter_context(temporary_folder("abuse"))
        url = f"sqlite:///{folder}/hep.sqlite3" if database == "sqlite" else stack.enter_context(serve_postgres())
        ground = Ground(folder, url)
        stack.callback(ground.stop)
        who = ground.enrol(1)[0]
        ground.serve(inherited())
        before, most, wrong, unanswered, longest = ground.megabytes(), 0.0, [], 0, 0.0
        heavies = list(bodies() if scenario == "D13" else questions())
        for heavy in heavies:
            began = time.monotonic()
            status = ask(ground, who, heavy)
            longest = max(longest, time.monotonic() - began)
            most = max(most, ground.megabytes())
            if status not in heavy.expected:
                wrong.append(f"{heavy.what} answered {status}")
            honest = Heavy("today", "GET", "/v1/me/today", frozenset({200}))
            unanswered += ask(ground, who, honest) not in honest.expected
        seen = {"longest ms": round(longest * 1000), "MB before": round(before), "MB at most": round(most)}
    return Tally(
        f"{scenario} {'heavy bodies' if scenario == 'D13' else 'heavy questions'}, {database}", len(heavies),
        leaks=len(wrong), lock_outs=unanswered, seen={**seen, **dict.fromkeys(wrong, 1)},
    )  # fmt: skip


def ask(ground: Ground, who: Enrolled, heavy: Heavy) -> int:
    """The status of the answer, 0 without one. A server may answer before it has read everything."""
    connection = http.client.HTTPConnection(ground.address.host, ground.address.port, timeout=LONGEST_SECONDS)
    headers = {"Authorization": f"Bearer {who.token}", "Content-Type": "application/json", **heavy.headers}
    try:
        with suppress(ConnectionError):  # it has answered and hung up on the rest
            connection.request(heavy.method, heavy.path, heavy.body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(report([run(name, database) for name in ("D13", "E17") for database in ("sqlite", "postgresql")]))
