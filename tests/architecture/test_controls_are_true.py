"""docs/security.md and docs/controls.md name tests, scenarios and pages: each exists, and no requirement lacks."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = ("security.md", "controls.md")
STATES = {"met", "by design", "partly", "operator", "open", "n/a"}
TEST = re.compile(r"([\w/]+\.py)::(test_\w+)")
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5,
    "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4,
    "17.3": 2,
}  # fmt: skip
"""How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has; they are its first ones."""
SAFEGUARDS = [
    "(a)(1)", "(a)(2)(i)", "(a)(2)(ii)", "(a)(2)(iii)", "(a)(2)(iv)", "(b)", "(c)(1)", "(c)(2)", "(d)", "(e)(1)",
    "(e)(2)(i)", "(e)(2)(ii)",
]  # fmt: skip


def text_of(page: str) -> str:
    return (DOCS / page).read_text()


def rows_of(page: str, columns: int) -> list[list[str]]:
    """The cells of every row of a table with so many columns, without the heads of tables."""
    rows = [line.strip("|").split("|") for line in text_of(page).splitlines() if line.startswith("|")]
    return [
        cells
        for row in rows
        if len(cells := [cell.strip() for cell in row]) == columns and cells[0] not in {"Id", "Paragraph", "How", "---"}
    ]


def ids_of(cell: str) -> list[str]:
    """Every requirement that a cell names: 1.2.6-8 is three of them."""
    found = []
    for name in cell.split(", "):
        section, _, numbers = name.rpartition(".")
        first, _, last = numbers.partition("-")
        found += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def headings_of(page: Path) -> set[str]:
    """The places in a page that a link may name."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_is_named_exists(page):
    missing, known = [], dict[str, set[str]]()
    for file, name in TEST.findall(text_of(page)):
        path = ROOT / "tests" / file
        if file not in known:
            tree = ast.parse(path.read_text()) if path.is_file() else ast.Module([], [])
            known[file] = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        if name not in known[file]:
            missing.append(f"{file}::{name}")
    assert known
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_named_in_a_way_that_nobody_checks(page):
    named = re.findall(r"`([^`\n]*test_[^`\n]*)`", text_of(page))
    assert [name for name in named if not TEST.fullmatch(name)] == []
    assert text_of(page).count("`") % 2 == 0


@pytest.mark.parametrize("page", PAGES)
def test_every_scenario_that_is_named_exists(page):
    scenarios = set(re.findall(r"`(bench\.[\w.]+)`", text_of(page)))
    assert scenarios
    assert [one for one in scenarios if not (ROOT / f"{one.replace('.', '/')}.py").is_file()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_and_a_heading_of_it(page):
    broken = []
    for link in re.findall(r"\]\(([^)]+)\)", text_of(page)):
        file, _, place = link.partition("#")
        target = DOCS / (file or page)
        if not target.exists() or (place and place not in headings_of(target)):
            broken.append(link)
    assert broken == []


def test_every_requirement_of_level_1_and_2_has_one_row():
    asked = Counter(f"{section}.{n}" for section, count in SECTIONS.items() for n in range(1, count + 1))
    assert asked.total() == 253  # 70 of level 1 and 183 of level 2
    rows = [row for row in rows_of("controls.md", 4) if row[0] not in SAFEGUARDS]
    assert Counter(number for row in rows for number in ids_of(row[0])) == asked


def test_every_safeguard_has_one_row():
    assert [row[0] for row in rows_of("controls.md", 4) if row[0].startswith("(")] == SAFEGUARDS


def test_every_row_has_a_state_and_what_is_met_says_by_what():
    rows = rows_of("controls.md", 4)
    assert [row[0] for row in rows if row[2] not in STATES] == []
    assert [row[0] for row in rows if row[2] == "met" and not re.search(r"::test_|\]\(|the same", row[3])] == []
    assert [row[0] for row in rows if row[2] not in {"met", "operator"} and not row[3]] == []


def test_every_threat_names_a_test_or_says_that_it_is_open():
    rows = rows_of("security.md", 3)
    threats = [row for row in rows if not re.fullmatch("[A-G]|", row[0])]
    assert len(threats) > 40
    assert [how for how, control, test in threats if not TEST.search(test) and "**open**" not in control] == []
