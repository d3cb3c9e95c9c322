"""What the server is told to do with the next message for an address."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Self

Garbage = Literal["html", "truncated", "no_name"]

EVERYONE: Final = "*"
"""The script for addresses that have none of their own."""

OAUTH: Final = "@oauth"
"""The script for requests of an access token."""


@dataclass(frozen=True, slots=True)
class Step:
    """One scripted behaviour.

    `status`: the HTTP status to answer. `code`: FCM errorCode in place of the usual one of that status. `retry_after`:
    Retry-After header, seconds or a date. `deliver`: whether the phone gets the message all the same; by default it
    does for 200 and for whatever goes wrong after acceptance. `drop`: close without an answer. `reset`: the same, with
    a TCP reset. `stall`: wait 0-120 seconds before answering. `garbage`: a 200 that cannot be read. `times`: for how
    many messages; 0 is until the script changes.
    """

    status: int = 200
    code: str | None = None
    retry_after: float | str | None = None
    deliver: bool | None = None
    drop: bool = False
    reset: bool = False
    stall: float = 0.0
    garbage: Garbage | None = None
    times: int = 1

    @property
    def delivers(self) -> bool:
        """Whether the phone gets the message."""
        return self.status == 200 if self.deliver is None else self.deliver

    @property
    def says_nothing(self) -> bool:
        """Whether the connection closes without an answer."""
        return self.drop or self.reset

    @classmethod
    def from_json(cls, given: object) -> Self:
        """A step of a script sent over HTTP; `TypeError` or `ValueError` names everything that is wrong with it."""
        if not isinstance(given, dict):
            raise TypeError("a step is an object, for example {'status': 503}")
        values = {**given, "garbage": "html"} if given.get("garbage") is True else given
        wrong = sorted(str(name) for name, value in values.items() if name not in _FINE or not _FINE[name](value))
        if wrong:
            raise ValueError(f"not usable in a step: {', '.join(wrong)}")
        return cls(**values)


def _is_number(value: object, lowest: float, highest: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and lowest <= value <= highest


def _is_count(value: object, lowest: int, highest: int) -> bool:
    return isinstance(value, int) and _is_number(value, lowest, highest)


_FINE: Final[dict[str, Callable[[object], bool]]] = {
    "status": lambda value: _is_count(value, 200, 599),
    "code": lambda value: isinstance(value, str),
    "retry_after": lambda value: isinstance(value, str) or _is_number(value, 0, 86_400),
    "deliver": lambda value: isinstance(value, bool),
    "drop": lambda value: isinstance(value, bool),
    "reset": lambda value: isinstance(value, bool),
    "stall": lambda value: _is_number(value, 0, 120),
    "garbage": lambda value: value in ("html", "truncated", "no_name"),
    "times": lambda value: _is_count(value, 0, 1_000_000),
}

ACCEPT: Final = Step()


class Scripts:
    """The steps still to come, per address; not safe for threads by itself."""

    def __init__(self) -> None:
        self._steps: dict[str, deque[tuple[Step, int]]] = {}

    def put(self, token: str, steps: list[Step]) -> None:
        """Replace the script of an address (`EVERYONE`, `OAUTH` or a token); an empty one removes it."""
        self._steps[token] = deque((step, step.times) for step in steps)

    def next_step(self, token: str) -> Step:
        """Use up one step: of the address, else of everyone, else accept."""
        queue = self._steps.get(token) or (None if token == OAUTH else self._steps.get(EVERYONE))
        if not queue:
            return ACCEPT
        step, left = queue.popleft()
        if left != 1:
            queue.appendleft((step, max(left - 1, 0)))
        return step
