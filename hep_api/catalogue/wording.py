"""wording/<language>.yaml: flat keys to sentences with {name} placeholders, the same in every language."""

import re

from hep_api.catalogue.document import Cursor
from hep_api.catalogue.scalars import text
from hep_api.catalogue.values import LANGUAGES

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BRACE = re.compile(r"[{}]")


def read_wording(documents: dict[str, Cursor | None]) -> dict[str, dict[str, str]]:
    """Language -> key -> sentence; keys and placeholders are the same in every language, or a mistake is noted."""
    cursors = {language: dict(document.entries()) for language, document in documents.items() if document}
    wording = {
        language: {key: _sentence(cursor) for key, cursor in entries.items()} for language, entries in cursors.items()
    }
    for language, document in documents.items():
        if document is None:
            continue
        for other in (name for name in LANGUAGES if name != language):
            for key in sorted(wording.get(other, {}).keys() - wording[language].keys()):
                document.fail(f"'{key}' is missing, {other} has it")
            for key in wording[language].keys() & wording.get(other, {}).keys():
                _compare(cursors[language][key], wording[language][key], wording[other][key], other)
    return wording


def placeholders(sentence: str) -> set[str]:
    """The names a sentence expects: 'Pain was {value}.' -> {'value'}."""
    return set(_PLACEHOLDER.findall(sentence))


def _sentence(cursor: Cursor) -> str:
    sentence = text(cursor)
    if _BRACE.search(_PLACEHOLDER.sub("", sentence)):
        cursor.fail("a placeholder is written {name}: lower-case letters, digits and '_', no other braces")
    return sentence


def _compare(cursor: Cursor, here: str, there: str, other: str) -> None:
    for name in sorted(placeholders(there) - placeholders(here)):
        cursor.fail(f"the placeholder {{{name}}} is missing, {other} has it")
