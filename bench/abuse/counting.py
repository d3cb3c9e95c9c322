"""A plugin of pytest: writes down of every test whether it held, and how many requests it sent.

A test that sends none is one try. One that was skipped did not hold.
"""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where to write."""
    parser.addoption("--proofs", help="file to which a JSON line a test is added")


class Tries:
    """Counts requests in the process that runs the tests."""

    def __init__(self) -> None:
        self._sent = 0
        send = FlaskClient.open

        def counted(client: FlaskClient, *args: Any, **more: Any) -> Any:
            self._sent += 1
            return send(client, *args, **more)

        FlaskClient.open = counted  # type: ignore[method-assign, assignment]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Add what one test sent to what is reported of it."""
        self._sent = 0
        try:
            return (yield)
        finally:
            item.user_properties.append(("tries", max(1, self._sent)))


class Results:
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
    """Count where tests run, and write where their results arrive."""
    config.pluginmanager.register(Tries())
    file = config.getoption("--proofs")
    if file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Results(Path(file)))
