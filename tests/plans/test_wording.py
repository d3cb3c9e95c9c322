"""Phrases of the engine become sentences; every phrase that it can make has one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import hep_api.engine
from hep_api.catalogue import Catalogue
from hep_api.engine.agenda import Day, Why
from hep_api.engine.explain import Phrase
from hep_api.engine.facts import Verb
from hep_api.engine.outcomes import HARDER, Outcome, ScopeKind
from hep_api.engine.rules import RULES
from hep_api.web.content import installed_catalogue
from hep_api.web.wording import say

ENGINE = Path(hep_api.engine.__file__).parent
FAMILIES = ("rule.", "hold.", "earned.", "regress.", "clinician.", "outcome.", "change.", "advice.", "gate.")
MADE_OF = {
    "rule.": {f"rule.{rule.id}" for rule in RULES if rule.test},
    "clinician.": {f"clinician.{verb}" for verb in Verb},
    "outcome.": {f"outcome.{outcome}" for outcome in Outcome}
    # A scheduled step is never proposed: it lies inside what was assigned.
    # Repetitions above the range are; those inside it are not.
    | {f"outcome.{outcome}.proposed" for outcome in HARDER - {Outcome.APPLY_STEP} | {Outcome.INCREASE_REPS}},
    "advice.": {f"advice.{outcome}" for outcome in (Outcome.STOP_ALERT, Outcome.REGRESS, Outcome.MODIFY)},
    "gate.": {"gate.confirm", "gate.sign_off"},
    "hold.": set[str](),
    "earned.": set[str](),
}
"""What an f-string that begins like this can become; the two empty ones are read from the calls that fill them."""
SHORT = {"_hold": "hold.", "_progress": "earned."}
"""Functions of the engine that put a family in front of a word."""
PLANS = {f"day.{day}" for day in Day} | {f"resting.{why}" for why in Why} | {f"lock.{scope}" for scope in ScopeKind}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return installed_catalogue()


def nodes() -> Iterator[ast.AST]:
    for file in ENGINE.glob("*.py"):
        yield from ast.walk(ast.parse(file.read_text()))


def keys_of_the_engine() -> set[str]:
    """Every key in the engine's source: written out, made by an f-string, or short for one."""
    found: set[str] = set()
    for node in nodes():
        match node:
            case ast.Constant(value=str(text)) if text.startswith(FAMILIES) and not text.endswith("."):
                found.add(text)
            case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]) if start.startswith(FAMILIES):
                found |= MADE_OF[start]
            case ast.Call(func=ast.Name(id=name), args=args) if name in SHORT:
                words = [word.value for word in args if isinstance(word, ast.Constant)]
                found |= {f"{SHORT[name]}{word}" for word in words if word and str(word).islower()}
    return found


def test_every_phrase_of_the_engine_has_a_sentence(catalogue: Catalogue):
    keys = keys_of_the_engine()
    assert {"rule.S1", "hold.one_at_top", "earned.two_at_top", "gate.min_weeks", "clinician.adjust"} <= keys
    for language, sentences in catalogue.wording.items():
        assert keys - sentences.keys() == set(), language


def test_every_clause_has_a_sentence_for_what_was_never_observed(catalogue: Catalogue):
    clauses = {key for key in keys_of_the_engine() if key.startswith("gate.")} - {"gate.not_yet_measurable"}
    for language, sentences in catalogue.wording.items():
        assert {f"{key}.missing" for key in clauses} - sentences.keys() == set(), language


def test_days_rests_and_locks_have_sentences(catalogue: Catalogue):
    for language, sentences in catalogue.wording.items():
        assert sentences.keys() >= PLANS, language


@pytest.mark.parametrize(
    "language, key, values, sentence",
    [
        ("en", "outcome.ADVANCE_PHASE", {"phase": "P2"}, "On to phase Hip strength."),
        ("es", "outcome.ADVANCE_PHASE", {"phase": "P2"}, "A la fase Fuerza de cadera."),
        ("en", "gate.rep", {"subject": "hip-hike", "dose": "3x20", "observed": "1", "threshold": "2"},
         "Hip hike, 3x20: 1 of 2 good sessions."),
        ("en", "gate.rep_several.missing", {"subject": "clamshell,glute-bridge", "threshold": "2"},
         "Clamshell, Glute bridge: none of 2 exercises is there yet."),
        ("en", "gate.min_weeks.missing", {"threshold": "1"},
         "Weeks in this phase: at least 1, from the first complete session."),
        ("en", "gate.confirm.missing", {"subject": "diagnosis-recorded"},
         "To be confirmed by your therapist: The working diagnosis and the side are recorded."),
        ("en", "gate.not_yet_measurable", {"subject": "prom_change:VISA-A"},
         "VISA-A (Achilles tendon): not yet measurable in this version."),
        ("es", "rule.H1", {"observed": "pain, limp"},
         "Falta una respuesta (dolor, cojera); sin ella nada se hace más difícil."),
        ("en", "clinician.hold", {"reason": "pain, limp"}, "Your therapist put the plan on hold: pain, limp"),
        ("en", "rule.M1", {"observed": "4"}, "Pain reached 4; up to  is fine."),
        ("xx", "zone.red", {}, "Stop"),
        ("en", "no.such_key", {"observed": "1"}, "no.such_key"),
    ],
)  # fmt: skip
def test_values_become_names_and_gaps_stay_gaps(
    catalogue: Catalogue, language: str, key: str, values: dict[str, str], sentence: str
):
    assert say(catalogue, language, Phrase(key, tuple(values.items())), "itbs") == sentence
