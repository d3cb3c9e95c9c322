"""What a reminder must know of a patient's day, whoever works it out."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID


class DayState(Protocol):
    """A patient's local day over all plans."""

    @property
    def scheduled(self) -> bool:
        """Something is to be done on this day."""

    @property
    def done(self) -> bool:
        """All of it is done."""

    @property
    def locked(self) -> bool:
        """A stop or a clinician's hold stands."""

    @property
    def paused(self) -> bool:
        """The patient is out of the programme on this day."""

    @property
    def check_in_due(self) -> bool:
        """The patient trained the day before and has not told how the morning was."""


DayReader = Callable[[UUID, datetime], DayState]
"""The day of a patient (id) at an instant."""
