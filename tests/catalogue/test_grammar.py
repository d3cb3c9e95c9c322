"""The dosage grammar against catalogue lines, numbers typed by hand."""

import pytest

from hep_api.catalogue.grammar import GrammarError, parse_dosage, parse_dose, parse_frequency
from hep_api.engine.dose import DoseRange, Frequency, Unit

R, S, ST, M, MIN = Unit.REPS, Unit.SECONDS, Unit.STEPS, Unit.METRES, Unit.MINUTES


@pytest.mark.parametrize(
    "text, sets_and_amount, unit, hold, per_side",
    [
        ("3x8-20 ps", (3, 3, 8, 20), R, (0, 0), True),
        ("3x10@5s ps", (3, 3, 10, 10), R, (5, 5), True),
        ("3x6-10@5-10s ps", (3, 3, 6, 10), R, (5, 10), True),
        ("3x15-45s ps", (3, 3, 15, 45), S, (0, 0), True),
        ("3-5x30s ps", (3, 5, 30, 30), S, (0, 0), True),
        ("3x40st ps", (3, 3, 40, 40), ST, (0, 0), True),
        ("4x10m", (4, 4, 10, 10), M, (0, 0), False),
        ("4-6x80-100m", (4, 6, 80, 100), M, (0, 0), False),
        ("1x10-20min", (1, 1, 10, 20), MIN, (0, 0), False),
        ("2-3x8-20", (2, 3, 8, 20), R, (0, 0), False),
    ],
)
def test_reads_a_dose(text, sets_and_amount, unit, hold, per_side):
    assert parse_dose(text) == DoseRange(*sets_and_amount, unit, *hold, per_side=per_side)


@pytest.mark.parametrize(
    "text, tempo, rest, frequency",
    [
        ("3x8-20 ps t2-1-2 r45 f3-5", "2-1-2", (45, 45), Frequency(3, 5)),
        ("3x10@5s ps r30 f7 *2/d", None, (30, 30), Frequency(7, 7, bouts=2)),
        ("3x5-6 tX r90 f2", "X", (90, 90), Frequency(2, 2)),
        ("3x10-15 ps t3-0-1-1 r60 f3-7", "3-0-1-1", (60, 60), Frequency(3, 7)),
        ("4-6x80-100m r60-90 f1-2", None, (60, 90), Frequency(1, 2)),
        ("1x10-20min f2-3", None, (0, 0), Frequency(2, 3)),
        ("protocol-scheduled t3-0-3-2 r120 fq2d", "3-0-3-2", (120, 120), Frequency(3, 4, every_days=2)),
    ],
)
def test_reads_tempo_rest_and_frequency(text, tempo, rest, frequency):
    dosage = parse_dosage(text)
    assert (dosage.tempo, (dosage.rest_low_seconds, dosage.rest_high_seconds)) == (tempo, rest)
    assert dosage.frequency == frequency


def test_a_scheduled_dosage_has_no_numbers_of_its_own():
    assert parse_dosage("protocol-scheduled t3-0-3 r120-180 f3").dose is None
    assert parse_dosage("protocol-scheduled f3").numbers_from == "protocol"
    assert parse_dosage("stage-scheduled f3").numbers_from == "stage"


def test_a_side_can_be_inherited():
    assert parse_dose("3x8-15", per_side=True).per_side
    assert not parse_dose("3x8-15").per_side


@pytest.mark.parametrize(
    "text, frequency",
    [
        ("3/wk", Frequency(3, 3)),
        ("3-5/wk", Frequency(3, 5)),
        ("7/wk *2/d", Frequency(7, 7, bouts=2)),
        ("q2d", Frequency(3, 4, every_days=2)),
        ("q10d", Frequency(1, 1, every_days=10)),
    ],
)
def test_reads_how_often(text, frequency):
    assert parse_frequency(text) == frequency


@pytest.mark.parametrize(
    "text",
    ["", "3x", "x10", "3 x 10", "3x10kg", "3x20-8", "0x10", "11x10", "3x501", "3x10 twice", "5-3x10", "3x8@9-5s"],
)
def test_refuses_what_is_not_a_dose(text):
    with pytest.raises(GrammarError):
        parse_dose(text or " x")


@pytest.mark.parametrize("text", ["3x10", "3x10 f8", "3x10 f5-3", "3x10 f3 fast", "3x10 fq0d", "protocol-scheduled"])
def test_refuses_what_is_not_a_dosage(text):
    with pytest.raises(GrammarError):
        parse_dosage(text)


@pytest.mark.parametrize("text", ["often", "8/wk", "5-3/wk", "q40d", "3/wk daily", "3/wk *2/d x"])
def test_refuses_what_is_not_a_frequency(text):
    with pytest.raises(GrammarError):
        parse_frequency(text)
