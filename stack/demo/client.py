"""A small HTTP client of the product: JSON in, JSON out, and a sentence when the story takes a wrong turn."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

TIMEOUT_SECONDS = 20.0


class StoryError(Exception):
    """The story did not come out; the message says what was expected and what happened instead."""


def require(met: object, otherwise: str) -> None:
    """Raise StoryError with `otherwise` unless `met`."""
    if not met:
        raise StoryError(otherwise)


@dataclass(frozen=True)
class Answer:
    """What the product answered: status, body (None when empty) and the ETag, if any."""

    status: int
    body: Any
    etag: str


@dataclass(frozen=True)
class Api:
    """The product at `url`, in the language `locale`, as whoever the access token belongs to."""

    url: str
    token: str = ""
    locale: str = "en"

    def signed_in(self, token: str) -> "Api":
        """The same product as the owner of an access token."""
        return replace(self, token=token)

    def get(self, path: str, **query: str | int) -> Any:
        """The body of a GET; raises StoryError unless it is answered with 200."""
        where = f"{path}?{urlencode(query)}" if query else path
        return self.ask("GET", where, expect=(200,)).body

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The body of a POST; raises StoryError unless it is answered with 200 or 201."""
        return self.ask("POST", path, body or {}, expect=(200, 201)).body

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """The body of a PUT; raises StoryError unless it is answered with 200 or 201."""
        return self.ask("PUT", path, body, expect=(200, 201)).body

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """The body of an edit of what a GET of the same path shows now; raises StoryError unless it is accepted."""
        version = self.ask("GET", path, expect=(200,)).etag
        return self.ask("PATCH", path, body, etag=version, expect=(200, 201)).body

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        etag: str = "",
        expect: tuple[int, ...] = (),
    ) -> Answer:
        """Send one request; raises StoryError when the status is not among `expect` (empty: any will do)."""
        headers = {"Content-Type": "application/json", "Accept-Language": self.locale}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if etag:
            headers["If-Match"] = etag
        data = None if body is None else json.dumps(body).encode()
        answer = _sent(Request(f"{self.url}{path}", data, headers, method=method))  # noqa: S310 - our own instance
        if expect and answer.status not in expect:
            raise StoryError(f"{method} {path} was answered with {answer.status}: {json.dumps(answer.body)}")
        return answer


def _sent(request: Request) -> Answer:
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - our own instance
            return _answer(response.status, response.read(), response.headers["ETag"])
    except HTTPError as error:
        with error:
            return _answer(error.code, error.read(), error.headers["ETag"])


def _answer(status: int, raw: bytes, etag: str | None) -> Answer:
    return Answer(status, json.loads(raw) if raw else None, etag or "")
