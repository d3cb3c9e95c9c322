"""Sentences have the same keys and the same placeholders in every language."""

import pytest

from hep_api.catalogue.wording import placeholders

EN = "hep_api/catalogue/wording/en.yaml"
ES = "hep_api/catalogue/wording/es.yaml"


def test_every_language_has_the_same_keys(catalogue):
    assert set(catalogue.wording) == {"en", "es"}
    assert catalogue.wording["en"].keys() == catalogue.wording["es"].keys()
    assert catalogue.wording["en"]["zone.red"] != catalogue.wording["es"]["zone.red"]


def test_finds_the_names_a_sentence_expects():
    assert placeholders("Pain was {value}, above {threshold}.") == {"value", "threshold"}


@pytest.mark.parametrize(
    "english, spanish, message",
    [
        ("test.new: Pain was {value}.", "", "'test.new' is missing, en has it"),
        ("", "test.new: El dolor fue {value}.", "'test.new' is missing, es has it"),
        (
            "test.new: Pain was {value}.",
            "test.new: El dolor fue alto.",
            "the placeholder {value} is missing, en has it",
        ),
        (
            "test.new: Pain was {value}.",
            "test.new: El dolor fue {valor}.",
            "the placeholder {valor} is missing, es has",
        ),
        ("test.new: Pain was {Value}.", "test.new: El dolor fue {Value}.", "a placeholder is written {name}"),
        ("test.new: '{a'", "test.new: '{a'", "a placeholder is written {name}"),
    ],
)
def test_differences_are_mistakes(copy, english, spanish, message):
    for file, sentence in ((EN, english), (ES, spanish)):
        path = copy.root / file
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{sentence}\n", encoding="utf-8")
    assert any(message in problem for problem in copy.problems()), copy.problems()


def test_the_same_placeholders_in_another_order_are_fine(copy):
    for file, sentence in ((EN, "test.new: From {low} to {high}."), (ES, "test.new: Hasta {high} desde {low}.")):
        path = copy.root / file
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{sentence}\n", encoding="utf-8")
    assert copy.problems() == []
