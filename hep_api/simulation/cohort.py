"""A cohort: patients lived one after another or on several cores, with the same result."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from multiprocessing import get_context

from hep_api.simulation.living import Trial, live
from hep_api.simulation.outcome import Life

CHUNK = 4
"""Patients handed to a process at a time."""


def cohort(trial: Trial, patients: int, jobs: int) -> Iterator[Life]:
    """The lives of patients 0, 1, 2 ... in this order; each depends on the seed and its own number only."""
    if jobs == 1:
        yield from (live(trial, index) for index in range(patients))
        return
    # Fresh processes: what the caller holds (an app, a database) is not carried along.
    with closing(get_context("spawn").Pool(jobs)) as pool:
        yield from pool.imap(partial(live, trial), range(patients), CHUNK)
