"""Every word that can appear on a lock screen, per template and language."""

from dataclasses import dataclass
from typing import Final

from hep_api.ports import PushTemplate

FALLBACK_LANGUAGE: Final = "en"


@dataclass(frozen=True, slots=True)
class PushText:
    """The two lines of a notice; neutral on purpose, because anyone may be looking at the screen."""

    title: str
    body: str


# Clinical specification, section 7: a lock screen names no condition, body part, exercise, score, clinic or missed
# session; a message about safety says only that the app should be opened. Short, no judgement, reading age about 12.
_TEXTS: Final[dict[str, dict[PushTemplate, PushText]]] = {
    "en": {
        PushTemplate.EXERCISE_DUE: PushText("Today", "You have something scheduled for today."),
        PushTemplate.FOLLOW_UP: PushText("When you have a moment", "There is something for you in the app."),
        PushTemplate.CHECK_IN: PushText("Check-in", "A quick check-in is ready."),
        PushTemplate.PLAN_CHANGED: PushText("New message", "Open the app to read it."),
        PushTemplate.OPEN_NOW: PushText("New message", "Please open the app now."),
        PushTemplate.ALERT: PushText("For your review", "Something needs your review. Please open the app."),
        PushTemplate.DIGEST: PushText("Summary", "Your summary is ready."),
    },
    "es": {
        PushTemplate.EXERCISE_DUE: PushText("Hoy", "Tienes algo previsto para hoy."),
        PushTemplate.FOLLOW_UP: PushText("Cuando tengas un momento", "Hay algo para ti en la aplicación."),
        PushTemplate.CHECK_IN: PushText("Unas preguntas", "Unas preguntas rápidas te esperan."),
        PushTemplate.PLAN_CHANGED: PushText("Mensaje nuevo", "Abre la aplicación para leerlo."),
        PushTemplate.OPEN_NOW: PushText("Mensaje nuevo", "Abre la aplicación ahora, por favor."),
        PushTemplate.ALERT: PushText("Para revisar", "Algo necesita tu revisión. Abre la aplicación, por favor."),
        PushTemplate.DIGEST: PushText("Resumen", "Tu resumen está listo."),
    },
}

PUSH_LANGUAGES: Final = tuple(_TEXTS)
"""The languages that have wording, as ISO 639 codes."""


def push_language(locale: str) -> str:
    """The language of `PUSH_LANGUAGES` for a locale such as `es-MX` or `es_ES`; English when there is none."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return language if language in _TEXTS else FALLBACK_LANGUAGE


def push_text(template: PushTemplate, locale: str) -> PushText:
    """The wording of a template in the reader's language."""
    return _TEXTS[push_language(locale)][template]
