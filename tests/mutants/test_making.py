"""The mutants that `make mutants` judges: drawn by seed, one change each, and none of texts for readers."""

from pathlib import Path

import pytest

from bench.mutants.applying import put_into_function
from bench.mutants.groups import ENGINE, GROUPS, Group
from bench.mutants.making import Mutant, mutants_of
from bench.mutants.reporting import place, read_harmless
from hep_api.engine.gates import leaves

ROOT = Path(__file__).parents[2]
MODULE = '''"""What this is."""

STEP: int = 2


def half(number: int) -> float:
    """Half of it."""
    return number / STEP
'''


def drawn(text: str, folder: Path) -> list[Mutant]:
    file = folder / ENGINE / "made.py"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return mutants_of(Group("made", ("made",), 99), folder, 1, 99)[0]


def test_data_and_functions_are_changed_and_words_for_readers_are_not(tmp_path: Path) -> None:
    assert {place(mutant) for mutant in drawn(MODULE, tmp_path)} == {
        ("made", "STEP: int = 2", "STEP: int = 3"),
        ("made", "STEP: int = 2", "STEP: int = None"),
        ("made.half", "return number / STEP", "return number * STEP"),
    }


def test_of_a_row_of_the_decision_table_only_what_decides_is_changed(tmp_path: Path) -> None:
    row = 'R = Rule("S1", STOP, ALL, "A flag", "any yes", "clinic", needs_morning=True)\n'
    changed = {mutant.change[1] for mutant in drawn(row, tmp_path)}
    assert all('"A flag", "any yes", "clinic"' in text for text in changed if text != "R = None")
    assert row.replace("=True", "=False").strip() in changed


def test_one_seed_draws_the_same_and_a_higher_limit_adds_to_it() -> None:
    few, every = mutants_of(GROUPS[1], ROOT, 7, 10)
    more, _ = mutants_of(GROUPS[1], ROOT, 7, 20)
    other, _ = mutants_of(GROUPS[1], ROOT, 8, 10)
    keys = [mutant.key for mutant in more]
    assert [mutant.key for mutant in few] == keys[:10]
    assert [mutant.key for mutant in other] != keys[:10]
    assert len(set(keys)) == 20 < every


def test_a_mutant_takes_its_function_with_it_wherever_it_was_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaves, "__code__", leaves.__code__)
    file = ENGINE / "gates.py"
    text = (ROOT / file).read_text()
    assert not put_into_function(Mutant(file, "leaves", text, text))
    changed = text.replace('check.key == "gate.all"', 'check.key != "gate.all"')
    assert put_into_function(Mutant(file, "leaves", text, changed))
    assert "gate.all" in leaves.__code__.co_consts
    assert not put_into_function(Mutant(file, "", text, changed))


def test_every_module_of_the_engine_is_in_one_group() -> None:
    grouped = [file for group in GROUPS for file in group.files]
    modules = [file.relative_to(ROOT) for file in (ROOT / ENGINE).glob("*.py") if file.stem != "__init__"]
    assert sorted(grouped) == sorted(modules)


def test_every_reason_why_a_mutant_is_harmless_is_about_a_line_that_is_there() -> None:
    for where, was, now in read_harmless(ROOT / "tests" / "engine" / "harmless_mutants.yaml"):
        module, _, function = where.partition(".")
        text = " ".join((ROOT / ENGINE / f"{module}.py").read_text().split())
        assert was in text, where
        assert was != now
        assert not function or f"def {function.rpartition('.')[2]}(" in text
