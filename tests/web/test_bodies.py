"""Reading strictly, keeping what is fine and naming all that is not."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from marshmallow import fields

from hep_api.errors import FieldError, Invalid
from hep_api.web.bodies import read
from hep_api.web.schemas import Flag, In, Instant, Locale, Number, Out, Text, Whole, Zone


class SetIn(In):
    pain = Number(0, 10, places=1, allow_none=True)
    reps = Whole(0, 100)


class SessionIn(In):
    at = Instant()
    zone = Zone()
    locale = Locale()
    note = Text(high=5)
    limp = Flag()
    sets = fields.List(fields.Nested(SetIn))


def paths(sent: dict[str, Any]) -> set[str]:
    return {mistake.path for mistake in read(SessionIn(), sent).mistakes}


def test_names_every_mistake_by_its_path_and_keeps_the_rest() -> None:
    sent = {"limp": True, "colour": 1, "sets": [{"reps": 5}, {"pain": 11, "reps": 5}], "note": "too long"}
    reading = read(SessionIn(), sent)
    assert {mistake.path for mistake in reading.mistakes} == {"colour", "sets.1.pain", "note"}
    assert reading.data["limp"] is True
    assert reading.data["sets"][0] == {"reps": 5}


def test_further_mistakes_join_the_first_ones() -> None:
    """A wrong field and a foreign id are told together."""
    reading = read(SessionIn(), {"limp": "yes"})
    with pytest.raises(Invalid) as caught:
        reading.or_raise(FieldError("sets.0.id", "Not yours."))
    assert [field.path for field in caught.value.fields] == ["limp", "sets.0.id"]


def test_data_without_mistakes_is_returned() -> None:
    assert read(SessionIn(), {"limp": False}).or_raise() == {"limp": False}


@pytest.mark.parametrize("pain", ["5", True, 10.1, -1, 5.25, [], 1e400])
def test_pain_is_a_number_in_range_and_nothing_else(pain: object) -> None:
    assert paths({"sets": [{"pain": pain}]}) == {"sets.0.pain"}


@pytest.mark.parametrize("pain", [0, 10, 2.5, None])
def test_pain_is_read_exactly(pain: float | None) -> None:
    read_pain = read(SessionIn(), {"sets": [{"pain": pain}]}).or_raise()["sets"][0]["pain"]
    assert read_pain == (None if pain is None else Decimal(str(pain)))


@pytest.mark.parametrize("reps", ["5", True, 5.0, 101, -1, None, 10**30])
def test_repetitions_are_whole_numbers_in_range(reps: object) -> None:
    assert paths({"sets": [{"reps": reps}]}) == {"sets.0.reps"}


@pytest.mark.parametrize("limp", ["true", 1, 0, "yes", None])
def test_a_flag_is_true_or_false(limp: object) -> None:
    assert paths({"limp": limp}) == {"limp"}


@pytest.mark.parametrize(
    "at", ["2026-03-02T07:30:00", "2026-03-02", "yesterday", 1_700_000_000, "2026-02-30T00:00:00Z"]
)
def test_an_instant_has_an_offset(at: object) -> None:
    assert paths({"at": at}) == {"at"}


def test_an_instant_keeps_its_meaning() -> None:
    found = read(SessionIn(), {"at": "2026-03-02T07:30:00+05:30"}).or_raise()["at"]
    assert found == datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["UTC+25", "Mars/Base", "", "../../etc/passwd", "localtime", 5, "europe/madrid"])
def test_a_zone_is_an_iana_name(zone: object) -> None:
    assert paths({"zone": zone}) == {"zone"}


@pytest.mark.parametrize("zone", ["Europe/Madrid", "UTC", "America/Argentina/Ushuaia", "Australia/Lord_Howe"])
def test_zones_of_the_world_are_known(zone: str) -> None:
    assert paths({"zone": zone}) == set()


@pytest.mark.parametrize("note", ["a\x00", "\x1b[31m", "\ud800"])
def test_words_hold_no_control_characters(note: str) -> None:
    assert paths({"note": note}) == {"note"}


@pytest.mark.parametrize("raw", [None, [], "x", 5])
def test_a_body_that_is_no_object_is_one_mistake(raw: object) -> None:
    assert len(read(SessionIn(), raw).mistakes) == 1


def test_an_answer_is_held_to_every_field_and_no_other() -> None:
    class AnswerOut(Out):
        name = fields.String()
        pain = Number(0, 10, allow_none=True)

    assert AnswerOut().validate({"name": "a", "pain": None}) == {}
    assert set(AnswerOut().validate({"name": "a"})) == {"pain"}
    assert set(AnswerOut().validate({"name": "a", "pain": 1, "more": 1})) == {"more"}


@pytest.mark.parametrize("low, high", [(0.05, 100), (0.1, 0.3), (-0.7, 1.1)])
def test_the_bounds_of_a_number_are_themselves_allowed(low: float, high: float) -> None:
    field = Number(low, high)
    assert [field.deserialize(bound) for bound in (low, high)] == [Decimal(str(low)), Decimal(str(high))]
    assert (field.metadata["minimum"], field.metadata["maximum"]) == (low, high)
