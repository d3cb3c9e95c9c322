"""Looks at every answer: counts it, searches it for the other clinic, notes what was recorded, keeps what failed."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from schemathesis import Case, Response

from bench.abuse.fuzzing.checks import SYNC

KINDS = {
    "/v1/me/sessions": "session", "/v1/me/check-ins": "", "/v1/me/screens": "screen",
    "/v1/me/measurements": "measurement", "/v1/me/pauses": "pause", "/v1/me/withdrawals": "withdrawal",
}  # fmt: skip
"""Routes that record one fact, and its kind; empty where the body says it."""
ANSWER_BYTES = 600
REDIRECTS = 300


@dataclass(frozen=True, slots=True)
class Recorded:
    """One fact that a route said it has recorded: its kind and the body as sent."""

    kind: str
    body: Mapping[str, Any]


@dataclass
class Watch:
    """What one role saw. `known` are words and ids of the other clinic: none may be in an answer."""

    known: frozenset[str]
    statuses: Counter[int] = field(default_factory=Counter)
    routes: dict[str, Counter[int]] = field(default_factory=dict)
    recorded: list[Recorded] = field(default_factory=list)
    leaks: dict[str, bytes] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    failures: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    @property
    def tries(self) -> int:
        """Requests that were answered."""
        return self.statuses.total()

    def see(self, case: Case[Any], response: Response) -> None:
        """Count an answer and search it."""
        status = response.status_code
        self.statuses[status] += 1
        self.routes.setdefault(case.operation.label, Counter())[status] += 1
        said = (response.content + repr(response.headers).encode()).decode(errors="replace")
        asked = f"{response.request.url} {_body(response)!r} {response.request.headers!r}"
        # What somebody wrote is shown again to whoever wrote it.
        self.sent |= {known for known in self.known if known in asked}
        for known in self.known - self.sent:
            if known in said:
                self.leaks.setdefault(f"{case.operation.label} showed {known}", response.content[:ANSWER_BYTES])
        if status == HTTPStatus.CREATED and case.operation.path in KINDS:
            body = json.loads(_body(response))
            self.recorded.append(Recorded(KINDS[case.operation.path] or body["kind"], body))
        if status == HTTPStatus.OK and case.operation.path == SYNC and response.request.method == "POST":
            self._remember(json.loads(_body(response))["facts"], json.loads(response.content)["results"])

    def fail(self, check: str, label: str, told: str, line: str) -> None:
        """Keep a failure; those of one check, route and kind stand together."""
        self.failures.setdefault((check, label, told), []).append(line)

    def told(self) -> list[str]:
        """Every kind of failure with its first example, and the routes that nothing reached."""
        lines = [
            f"{check} {label} {told}, {len(found)} times\n    " + found[0].replace("\n", "\n    ")
            for (check, label, told), found in sorted(self.failures.items())
        ]
        good = {
            label: sum(seen[status] for status in seen if status < REDIRECTS) for label, seen in self.routes.items()
        }
        reached = ", ".join(f"{label} {good[label]} of {self.routes[label].total()}" for label in sorted(good))
        never = ", ".join(label for label in sorted(good) if not good[label])
        return [*lines, f"answered with 2xx: {reached}", f"never answered with 2xx: {never or 'none'}"]

    def _remember(self, facts: Sequence[Any], results: Sequence[Mapping[str, Any]]) -> None:
        for fact, result in zip(facts, results, strict=True):
            if result["status"] == HTTPStatus.CREATED:
                self.recorded.append(Recorded(fact["kind"], fact))


def _body(response: Response) -> bytes:
    sent = response.request.body
    return sent if isinstance(sent, bytes) else str(sent or "").encode()
