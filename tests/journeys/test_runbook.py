"""The runbook says what the code does."""

from pathlib import Path

from hep_api.settings import VARIABLES, document

RUNBOOK = Path(__file__).parents[2] / "docs" / "runbook.md"
BEGIN, END = "<!-- settings: begin -->\n", "<!-- settings: end -->"


def test_the_table_of_settings_is_the_one_the_code_reads() -> None:
    """Renew the lines between the two marks with hep_api.settings.document() when this fails."""
    table = RUNBOOK.read_text().partition(BEGIN)[2].partition(END)[0]

    assert table == document()
    assert all(f"`{variable.name}`" in table for variable in VARIABLES)
