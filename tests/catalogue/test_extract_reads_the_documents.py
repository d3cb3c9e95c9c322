"""The readers of tests/catalogue/extract: what they read, and that they never pass over what they cannot read."""

import pytest

from tests.catalogue.extract import clauses
from tests.catalogue.extract.amendments import load_amendments
from tests.catalogue.extract.corrections import Row, replaced
from tests.catalogue.extract.documents import ExtractError
from tests.catalogue.extract.exercises import exercise
from tests.catalogue.extract.gates import gate
from tests.catalogue.extract.listings import menu
from tests.catalogue.extract.naming import named
from tests.catalogue.extract.rendering import dose_text, frequency_text, ladder_text
from tests.catalogue.extract.writing import FILE, load_spec, written

DOSAGE = "3x5-8@2s ps t3-1-2 r60-90 fq2d *2/d"
LADDER = "low > hold {2x10-20s} > high {both} [+load 0.5kg]"
LINE = f"hop | Hop | foot | R | box | {DOSAGE} | {LADDER} | cue | fault"
FAMILY = {"family": "impact", "also": [], "region": "knee", "bands": ["R"]}


def test_a_catalogue_line_is_read_to_its_last_number():
    hop = exercise(LINE, FAMILY)
    assert dose_text(hop["dose"]) == "3x5-8@2s"
    assert hop["dose"]["per_side"]
    assert (hop["tempo"], hop["rest"], frequency_text(hop["frequency"])) == ("3-1-2", [60, 90], "q2d *2/d")
    assert ladder_text(hop["ladder"], per_side=True) == "low > hold {2x10-20s} > high {both}"
    assert (hop["unit"], hop["step"]) == ("load", "0.5kg")


@pytest.mark.parametrize("broken", ["x5-8@2s", "3x5-8@2s each", "3x5-8@2s ps r60"])
def test_a_dosage_that_does_not_follow_the_grammar_is_refused(broken):
    with pytest.raises(ExtractError):
        exercise(LINE.replace(DOSAGE, broken), FAMILY)


def test_bands_that_contradict_the_family_table_are_refused():
    with pytest.raises(ExtractError, match="bands R in SPEC"):
        exercise(LINE, {**FAMILY, "bands": ["S"]})


def test_exercise_strings_give_dose_frequency_goal_and_what_remains():
    first, other, third = menu(["hop 3x8 daily or jog 1x10min 2/wk", "run (if goal.running)"], {"hop", "jog", "run"})
    assert (dose_text(first["dose"]), frequency_text(first["frequency"]), first["note"]) == ("3x8", "7/wk", None)
    assert (dose_text(other["dose"]), frequency_text(other["frequency"]), other["instead_of"]) == (
        "1x10min",
        "2/wk",
        "hop",
    )
    assert (third["if_goal"], third["note"]) == ("running", "(if goal.running)")


def test_an_exercise_string_that_begins_with_no_exercise_is_refused():
    with pytest.raises(ExtractError, match="begins with no exercise"):
        menu(["sport block"], {"hop"})


@pytest.mark.parametrize(
    "text, reading",
    [
        ("lsi(quad-strength) >= 90", [{"lsi": "quad-strength", "at_least": "90"}]),
        ("m(x-pain) <= 2 [both sides]", [{"measure": "x-pain", "at_most": "2", "sides": "both"}]),
        ("m(x-pain) <= 2, last 3 sessions", [{"measure": "x-pain", "at_most": "2", "last": "3"}]),
        (
            "exit(P1) OR (days(phase) >= 7 AND m(x) = 0)",
            [{"any": [{"exit": "P1"}, {"all": [{"days": "7"}, {"measure": "x", "equals": "0"}]}]}],
        ),
        (
            "pain: prom_change(A) >= mcid OR ceiling",
            [{"any": [{"prom_change": "A", "at_least": "mcid"}, {"prom_ceiling": "A"}]}],
        ),
        ("rep(hop, jog @low or harder, 3x8, rpe <= 7)", [
            {"rep": "hop", "sets": "3", "target": "8", "rpe_at_most": "7"},
            {"rep": "jog", "rung": "low", "sets": "3", "target": "8", "rpe_at_most": "7"},
        ]),
        ("if goal.running: run(RS8 clean)", [{"if_goal": "running", "then": {"run": "RS8"}}]),
    ],
)  # fmt: skip
def test_clause_texts_are_read_into_the_words_of_protocols(text, reading):
    assert clauses.read(text) == reading


@pytest.mark.parametrize("text", ["m(x) about 3", "m(x) <= 3 or so", "rep(hop, very nicely)", "exit(P1) OR a miracle"])
def test_a_clause_that_is_not_understood_is_refused(text):
    with pytest.raises(ExtractError, match="neither the grammar"):
        gate([text], {})


def test_a_correction_replaces_exactly_once_or_is_refused():
    row = Row("D2 pfp.P3", "pfp.P3", "`weeks: [2, 6]`", "`[2, 10]`")
    assert replaced("id: P3, weeks: [2, 6], freq", row) == "id: P3, weeks: [2, 10], freq"
    with pytest.raises(ExtractError, match="stands 0 times"):
        replaced("id: P3, weeks: [2, 7]", row)
    with pytest.raises(ExtractError, match="an amendment must say"):
        replaced("anything", Row("D2 pfp.P2", "pfp.P2", "exercises", "put step-down first"))


def test_a_correction_that_nobody_answers_and_an_answer_to_none_are_refused():
    amendments = load_amendments()
    rows = [Row(label, "", "", "") for label in amendments.settled]
    amended = (*amendments.lines, *amendments.protocols, *amendments.phases)
    labels = {
        label for entry in amended for label in ([entry["row"]] if isinstance(entry["row"], str) else entry["row"])
    }
    rows += [Row(label, "", "", "") for label in labels]
    amendments.account(rows)
    with pytest.raises(ExtractError, match="C99"):
        amendments.account([*rows, Row("C99", "", "", "")])
    with pytest.raises(ExtractError, match="B1"):
        amendments.account([row for row in rows if row.label != "B1"])


def test_an_id_means_the_only_rung_with_its_words():
    texts = ["4-inch supported", "4-inch", "long lever toe-down", "tuck + lunge"]
    ids = ["4-inch", "4-inch-supported", "long-lever", "tuck-and-lunge", "lever-long"]
    assert named(ids, texts, {}) == {
        "4-inch": "4-inch",
        "4-inch-supported": "4-inch supported",
        "long-lever": "long lever toe-down",
        "tuck-and-lunge": "tuck + lunge",
        "lever-long": "lever-long",
    }


def test_the_extract_is_written_the_same_way_every_time():
    assert FILE.read_text(encoding="utf-8") == written(load_spec())
