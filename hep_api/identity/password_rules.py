"""Which passwords may be chosen: NIST SP 800-63B-4, section 3.1.1.2 - length and a blocklist, and no other rule."""

from collections.abc import Iterable
from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from hep_api.identity.passwords import normalised

SHORTEST, SHORTEST_WITH_SECOND_FACTOR, LONGEST = 15, 8, 1000
"""Characters (Unicode code points)."""
SHORTEST_WORD = 3
"""Letters from which a part of a name counts as a word that belongs to the account."""
PRODUCT = ("hep", "home exercise programmes", "home exercise program", "physiotherapy", "physical therapy")


def password_mistake(password: str, about: Iterable[str], *, second_factor: bool = False) -> str | None:
    """Why a password cannot be chosen, in a sentence, or None.

    `about` is what an attacker would try first: names of the clinic and of the person, the e-mail address.
    """
    length, shortest = len(normalised(password)), SHORTEST_WITH_SECOND_FACTOR if second_factor else SHORTEST
    if length < shortest:
        return f"Too short: {length} characters; at least {shortest}. Several words with spaces are easy to keep."
    if length > LONGEST:
        return f"Too long: {length} characters; at most {LONGEST}."
    plain = _plain(password)
    if _is_common(plain):
        return "Too easy to guess: it is one of the passwords that are tried first. Choose several unrelated words."
    if _consists_of(plain, _words([*about, *PRODUCT])):
        return "Too easy to guess: it consists of names and of the e-mail address. Choose several unrelated words."
    return None


@cache
def _common() -> frozenset[str]:
    """30 000 passwords that leaked most often, by the list that zxcvbn ships."""
    return frozenset(FREQUENCY_LISTS["passwords"])


def _plain(text: str) -> str:
    """Letters and digits alone, in lower case; a text of other signs as it is."""
    folded = normalised(text).casefold()
    plain = "".join(character for character in folded if character.isalnum())
    return plain if len(plain) > SHORTEST_WORD else folded


def _is_common(plain: str) -> bool:
    """Whether it is on the list: itself, without digits around it, or what either repeats."""
    bare = plain.strip("0123456789")
    repeated = {text[: _period(text)] for text in (plain, bare) if text}
    return len(min(repeated, key=len)) <= SHORTEST_WORD or not {plain, bare, *repeated}.isdisjoint(_common())


def _period(text: str) -> int:
    """After how many characters a text repeats itself; its length when it does not."""
    return next((p for p in range(1, len(text)) if text[p:] == text[:-p]), len(text))


def _words(about: Iterable[str]) -> frozenset[str]:
    parts = [part for text in about for part in (text, *"".join(c if c.isalnum() else " " for c in text).split())]
    return frozenset(word for word in map(_plain, parts) if len(word) >= SHORTEST_WORD)


def _consists_of(text: str, words: frozenset[str]) -> bool:
    """Whether a text is nothing but these words and digits, one after the other."""
    if text.isdigit():
        return False
    reached = {0}
    for end in range(1, len(text) + 1):
        if (text[end - 1].isdigit() and end - 1 in reached) or any(
            text.endswith(word, 0, end) and end - len(word) in reached for word in words
        ):
            reached.add(end)
    return len(text) in reached
