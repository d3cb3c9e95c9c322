"""What a stranger may read on a lock screen."""

import re

import pytest

from hep_api.ports import PushTemplate
from hep_api.push_texts import PUSH_LANGUAGES, push_language, push_text

TELLING = re.compile(
    r"pain|dolor|exercis|ejercic|clinic|clínic|therap|terap|patient|pacient|injur|lesi|knee|rodilla|missed|health|salud"
    r"|rehab|stop|alert|session|sesi|program",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", PUSH_LANGUAGES)
@pytest.mark.parametrize("template", PushTemplate)
def test_every_template_has_neutral_words_in_every_language(template: PushTemplate, language: str) -> None:
    text = push_text(template, language)
    assert text.title
    assert text.body
    assert len(text.title) <= 30
    assert len(text.body) <= 60
    assert not TELLING.search(f"{text.title} {text.body}")
    assert not re.search(r"[{}%]|\d", f"{text.title} {text.body}"), "no place for a value"


def test_the_wording_differs_between_languages() -> None:
    for template in PushTemplate:
        assert len({push_text(template, language) for language in PUSH_LANGUAGES}) == len(PUSH_LANGUAGES)


@pytest.mark.parametrize(
    "locale,language",
    [("en", "en"), ("es-MX", "es"), ("es_ES", "es"), ("ES", "es"), ("de-CH", "en"), ("", "en"), ("español", "en")],
)
def test_a_locale_picks_its_language_or_english(locale: str, language: str) -> None:
    assert push_language(locale) == language


def test_the_agreed_sentences_are_kept() -> None:
    assert push_text(PushTemplate.EXERCISE_DUE, "en").body == "You have something scheduled for today."
    assert push_text(PushTemplate.CHECK_IN, "en").body == "A quick check-in is ready."
    assert push_text(PushTemplate.OPEN_NOW, "en").body == "Please open the app now."
