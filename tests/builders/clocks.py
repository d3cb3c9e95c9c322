"""A clock that tests move."""

from datetime import datetime, timedelta

from hep_api.clock import Clock


class HandClock(Clock):
    """Stands still until it is moved; real time and the product's present are the same."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def real_now(self) -> datetime:
        return self.at

    def wait(self, **lengths: float) -> None:
        """Move on by so many seconds, minutes, days ... as timedelta names them."""
        self.at += timedelta(**lengths)
