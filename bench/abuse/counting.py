"""A plugin of pytest: writes down of every test whether it held and how many tries it says were in it.

A test says so with record_property("tries", n); any other is one try. One that was skipped did not hold.
"""

from pathlib import Path

import orjson
import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where to write."""
    parser.addoption("--proofs", help="file to which a JSON line a test is added")


class Counter:
    """Follows a run in the process that collects its results."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write one line at the end of a test, or when its preparation failed."""
        if report.when == "call" or (report.when == "setup" and not report.passed):
            tries = dict(report.user_properties).get("tries", 1)
            line = {"test": report.nodeid, "held": report.passed, "tries": tries, "ran": report.when == "call"}
            with self._file.open("ab") as file:
                file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


def pytest_configure(config: pytest.Config) -> None:
    """Count where the results arrive, not in the processes that run the tests."""
    file = config.getoption("--proofs")
    if file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Counter(Path(file)))
