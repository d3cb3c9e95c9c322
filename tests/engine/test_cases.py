"""Every shipped case comes out as it is written, and together they decide by every rule of the table."""

from pathlib import Path

import pytest

from hep_api import catalogue as content
from hep_api.catalogue.cases import Case, find_files, play, read_cases
from hep_api.engine.rules import RULES

FOLDER = Path(__file__).parent / "cases"
FILES = find_files([FOLDER])
NOT_YET: frozenset[str] = frozenset()
"""Rules of the table that no case makes decisive yet."""


def shipped() -> list[tuple[str, Case]]:
    catalogue = content.load()
    read = [(path, read_cases(path, catalogue)) for path in FILES]
    assert [problem for _, file in read for problem in file.problems] == []
    return [(f"{path.name}: {case.name}", case) for path, file in read for case in file.cases]


SHIPPED = shipped()


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=name) for name, case in SHIPPED],
)
def test_a_case_comes_out_as_it_is_written(case: Case) -> None:
    assert play(case).differences == ()


def test_there_are_cases_for_every_rule_of_the_table() -> None:
    decisive = {rule for _, case in SHIPPED for rule in case.rules}
    assert {row.id for row in RULES} - decisive == NOT_YET


def test_there_are_at_least_sixty_cases() -> None:
    assert len(SHIPPED) >= 60
