"""A phone that was offline for days and sends what it kept: shuffled, doubled, again and again until it is answered."""

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bench.abuse.ground import ZONE, Enrolled

FINAL = frozenset({200, 201, 409, 422})
BATCH = 8
KEEPS_READING = 0.9
PAUSE_SECONDS, AWAY_SECONDS = 0.05, 0.6


def story(who: Enrolled, began_at: datetime, days: int, chance: random.Random) -> list[dict[str, Any]]:
    """Evenings with a session and its hour after, and the mornings; one session is withdrawn; one item is nonsense."""
    facts: list[dict[str, Any]] = []
    slot, first = who.slot, (began_at - timedelta(days=days + 1)).replace(hour=18, minute=0)
    for day in range(days):
        evening = first + timedelta(days=day)
        one = {"target": slot.dose.target, "reps": slot.dose.target, "pain": chance.choice((0, 1, 1, 2, 4))}
        done = {"prescription_id": str(slot.id), "dose_revision": 1, "rung": slot.rung, "sets": [one] * slot.dose.sets}
        session = _fact(
            chance, "session", performed_at=evening, zone=ZONE, exercises=[{**done, "rpe": 6, "form": "ok"}],
            limp=False, swelling=0, instability=False,
        )  # fmt: skip
        hour_after = _fact(chance, "after", reported_at=evening + timedelta(hours=1), session_id=session["id"], pain=1)
        morning = _fact(
            chance, "morning", reported_at=evening + timedelta(hours=13), pain=chance.choice((1, 1, 2)), stiffness=0,
            stiffness_minutes=0, limp=False,
        )  # fmt: skip
        facts += [session, hour_after, morning]
    facts.append(_fact(chance, "withdrawal", reported_at=began_at - timedelta(hours=2), corrects=facts[0]["id"]))
    facts.append(_fact(chance, "birthday"))
    return facts


def _fact(chance: random.Random, kind: str, **body: Any) -> dict[str, Any]:
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in body.items()}
    return {"kind": kind, "id": str(UUID(int=chance.getrandbits(128), version=4)), **plain}


@dataclass
class Phone:
    """One phone: what waits, what was answered, what it has read of the feed. `faults` are broken promises it saw."""

    who: Enrolled
    facts: list[dict[str, Any]]
    port: int
    chance: random.Random
    waiting: dict[str, dict[str, Any]] = field(default_factory=dict)
    answered: dict[str, Any] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    feed: list[tuple[str, str]] = field(default_factory=list)
    cursor: str | None = None
    tries: int = 0
    failures: int = 0
    away: bool = False
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.waiting = {fact["id"]: fact for fact in self.facts}

    def live(self, until: float, stop: threading.Event) -> None:
        """Send and read by turns until nothing waits, or the time is over."""
        while self.waiting and time.monotonic() < until and not stop.is_set():
            self._send()
            # To the very end of the feed: only there a change that commits late could be missed.
            while self.chance.random() < KEEPS_READING and self.read_page() and not self.away:
                pass
            time.sleep(self.chance.random() * (AWAY_SECONDS if self.away else PAUSE_SECONDS))

    def _send(self) -> None:
        picked = self.chance.sample(sorted(self.waiting), min(BATCH, len(self.waiting)))
        again = self.chance.sample(sorted(self.answered), min(2, len(self.answered)))
        batch = [self._by_id(fact_id) for fact_id in (*picked, *again, *picked[:1])]
        self.chance.shuffle(batch)
        reply = self._ask("POST", "/v1/me/sync", {"facts": batch, "sent_at": datetime.now(UTC).isoformat()})
        for fact, result in zip(batch, reply["results"] if reply else (), strict=False):
            self._take(fact, result)

    def _take(self, fact: dict[str, Any], result: dict[str, Any]) -> None:
        fact_id, status = fact["id"], result["status"]
        if result["id"] != fact_id:
            self.faults.append(f"result of {result['id']} for {fact_id}")
        elif status in (200, 201):
            first = self.answered.setdefault(fact_id, result["answer"])
            if first != result["answer"]:
                self.faults.append(f"another answer to {fact_id}")
            self.waiting.pop(fact_id, None)
        elif status in FINAL:
            self.refused.add(fact_id)
            self.waiting.pop(fact_id, None)

    def _by_id(self, fact_id: str) -> dict[str, Any]:
        return next(fact for fact in self.facts if fact["id"] == fact_id)

    def read_page(self) -> bool:
        """Read on in the feed; whether there was more, or the page was lost."""
        asked = f"&cursor={self.cursor}" if self.cursor else ""
        page = self._ask("GET", f"/v1/me/changes?limit=25{asked}", None)
        if page is None:
            return True
        self.feed += [(item["kind"], item["ref_id"]) for item in page["items"]]
        self.cursor = page["next_cursor"]
        return bool(page["more"])

    def _ask(self, method: str, path: str, body: Any) -> Any:
        """The answer, or None when it was lost on the way or the server could not give one."""
        self.tries += 1
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Authorization": f"Bearer {self.who.token}", "Connection": "close", "Content-Type": "application/json",
        }  # fmt: skip
        try:
            link.request(method, path, json.dumps(body).encode() if body is not None else None, headers)
            reply = link.getresponse()
            told, self.away = reply.read(), False
            if reply.status != 200:
                self.failures += 1
                return None
            return json.loads(told)
        except (OSError, http.client.HTTPException, ValueError):
            self.failures, self.away = self.failures + 1, True
            return None
        finally:
            link.close()
