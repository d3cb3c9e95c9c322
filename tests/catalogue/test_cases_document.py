"""The examples of docs/cases.md are cases that pass."""

import re
from pathlib import Path

import pytest

from hep_api.catalogue.cases import play, read_cases
from hep_api.catalogue.cases.events import CLOCKS, ENTRY
from hep_api.catalogue.cases.expectations import EXPECTED
from hep_api.catalogue.cases.given import GIVEN
from hep_api.catalogue.loader import ROOT

TEXT = (ROOT / "docs/cases.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


def test_the_page_teaches_by_three_examples():
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("number", range(3))
def test_an_example_comes_out_as_it_is_written(tmp_path: Path, catalogue, number):
    path = tmp_path / "example.yaml"
    path.write_text(EXAMPLES[number], encoding="utf-8")
    file = read_cases(path, catalogue)
    assert file.problems == ()
    assert [difference for case in file.cases for difference in play(case).differences] == []


def test_the_page_names_everything_that_can_be_written():
    words = (*GIVEN, *ENTRY, *CLOCKS, *EXPECTED)
    assert [word for word in words if f"`{word}`" not in TEXT and f"`{word}:" not in TEXT] == []
