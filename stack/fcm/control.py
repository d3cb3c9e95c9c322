"""A small client of the server's control side, for tests and the demo."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


class FcmControl:
    """Scripts faults and reads what arrived; `url` is the server's origin on this machine."""

    def __init__(self, url: str, timeout_seconds: float = 5.0) -> None:
        if not url.startswith(("http://127.0.0.1:", "http://localhost:", "http://[::1]:")):
            raise ValueError("The local FCM server is on this machine: http://127.0.0.1:<port>.")
        self.url = url.rstrip("/")
        self._timeout_seconds = timeout_seconds

    def script(self, token: str, *steps: dict[str, Any]) -> None:
        """What happens to the next messages for an address (`*`: every address without a script of its own).

        A step is, for example, `{"status": 404}`, `{"status": 429, "retry_after": 2}`, `{"status": 503, "deliver":
        True}`, `{"drop": True}`, `{"stall": 3}` or `{"garbage": True}`; `stack.fcm.steps.Step` lists all. No step
        removes the script. `ValueError` when a step is not understood.
        """
        self._ask("POST", "script", {"token": token, "steps": list(steps)})

    def journal(self) -> list[dict[str, Any]]:
        """Every line since the last reset, oldest first."""
        lines: list[dict[str, Any]] = self._ask("GET", "journal")["journal"]
        return lines

    def sends(self, token: str | None = None) -> list[dict[str, Any]]:
        """The lines about messages, of one address or of all."""
        return [line for line in self.journal() if line["kind"] == "send" and token in (None, line["token"])]

    def devices(self, token: str | None = None) -> list[dict[str, Any]]:
        """The notices that phones show now: token, tag, delivery_id, template, title, body, arrivals."""
        shown: list[dict[str, Any]] = self._ask("GET", "devices")["devices"]
        return [notice for notice in shown if token in (None, notice["token"])]

    def reset(self) -> None:
        """Forget scripts, journal and screens; a journal file keeps its lines."""
        self._ask("POST", "reset", {})

    def _ask(self, method: str, name: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/_control/{name}", data, {"Content-Type": "application/json"}, method=method)  # noqa: S310 - loopback, checked above
        try:
            with urlopen(request, timeout=self._timeout_seconds) as response:  # noqa: S310 - the same
                answer: dict[str, Any] = json.load(response)
                return answer
        except HTTPError as error:
            with error:
                raise ValueError(error.read().decode(errors="replace")) from error
