"""Every e-mail that staff, and those who are invited, can get, in the languages of the product."""

from typing import Final

FALLBACK_LANGUAGE: Final = "en"

_TEXTS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {
        "password_reset": (
            "A new password",
            "Hello {name},",
            "",
            "somebody asked for a new password for your account.",
            "If it was you, open this link within {minutes} minutes and choose one:",
            "",
            "{link}",
            "",
            "The link works once. If it was not you, do nothing: your password stays as it is.",
        ),
        "password_changed": (
            "Your password was changed",
            "Hello {name},",
            "",
            "the password of your account was changed, and other devices were signed out.",
            "If it was not you, ask for a new password at once and tell your clinic.",
        ),
        "second_factor_on": (
            "Second factor set up",
            "Hello {name},",
            "",
            "from now on, signing in to your account asks for a code of your authenticator app.",
            "If it was not you who set it up, tell your clinic at once.",
        ),
        "second_factor_off": (
            "Second factor taken away",
            "Hello {name},",
            "",
            "the second factor of your account was taken away.",
            "If you did not ask for it, change your password and tell your clinic at once.",
        ),
        "staff_invite": (
            "Your account at {clinic}",
            "Hello {name},",
            "",
            "{clinic} has invited you to its home exercise programmes. This code opens your account:",
            "",
            "{code}",
            "{link}",
            "",
            "You choose the password yourself. The code works once, until {until}.",
            "If you do not know this clinic, do nothing.",
        ),
    },
    "es": {
        "password_reset": (
            "Una contraseña nueva",
            "Hola, {name}:",
            "",
            "alguien ha pedido una contraseña nueva para tu cuenta.",
            "Si has sido tú, abre este enlace antes de {minutes} minutos y elige una:",
            "",
            "{link}",
            "",
            "El enlace sirve una sola vez. Si no has sido tú, no hagas nada: tu contraseña sigue siendo la misma.",
        ),
        "password_changed": (
            "Tu contraseña ha cambiado",
            "Hola, {name}:",
            "",
            "la contraseña de tu cuenta ha cambiado y se ha cerrado la sesión en otros dispositivos.",
            "Si no has sido tú, pide enseguida una contraseña nueva y avisa a tu clínica.",
        ),
        "second_factor_on": (
            "Segundo factor activado",
            "Hola, {name}:",
            "",
            "a partir de ahora, para entrar en tu cuenta se pide un código de tu aplicación de autenticación.",
            "Si no lo has activado tú, avisa enseguida a tu clínica.",
        ),
        "second_factor_off": (
            "Segundo factor retirado",
            "Hola, {name}:",
            "",
            "se ha retirado el segundo factor de tu cuenta.",
            "Si no lo has pedido tú, cambia tu contraseña y avisa enseguida a tu clínica.",
        ),
        "staff_invite": (
            "Tu cuenta en {clinic}",
            "Hola, {name}:",
            "",
            "{clinic} te ha invitado a sus programas de ejercicio en casa. Este código abre tu cuenta:",
            "",
            "{code}",
            "{link}",
            "",
            "La contraseña la eliges tú. El código sirve una sola vez, hasta el {until}.",
            "Si no conoces esta clínica, no hagas nada.",
        ),
    },
}
"""Subject, then lines."""


def email_text(kind: str, locale: str, **told: object) -> tuple[str, str]:
    """Subject and text of a kind of e-mail in the reader's language.

    `told` is name and clinic; for a reset also link and minutes, for an invite code, link and until.
    """
    language = locale.replace("_", "-").partition("-")[0].lower()
    subject, *lines = _TEXTS.get(language, _TEXTS[FALLBACK_LANGUAGE])[kind]
    return subject.format(**told), "".join(f"{line}\n" for line in lines).format(**told)
