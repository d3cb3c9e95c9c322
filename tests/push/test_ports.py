"""A message has no place for words: health canaries cannot get in."""

from dataclasses import fields, replace

import pytest

from hep_api.ports import PushAddress, PushMessage
from tests.push.builders import a_message

CANARIES = ["Knee pain 7/10", "achilles", "St. Mary's clinic", "Ana", "reminder:ana", "knee:1", "1\n2", ""]


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize("slot", ["tag", "collapse_key"])
def test_no_slot_that_is_sent_takes_words(slot: str, canary: str) -> None:
    with pytest.raises(ValueError, match=slot):
        replace(a_message(), **{slot: canary})  # type: ignore[arg-type]


def test_there_is_no_slot_for_text() -> None:
    """A new field must be thought about here: is it sent, and can it carry anything about a person?"""
    assert [field.name for field in fields(PushMessage)] == [
        "delivery_id",
        "address",
        "template",
        "locale",
        "ttl_seconds",
        "tag",
        "collapse_key",
    ]


@pytest.mark.parametrize(
    "tag", ["reminder:0b8ff8a2-2c0b-4f0b-9d4e-9d2f1c0a7e11", "2026-03-02", "exercise_due:2026-03-02", "0f"]
)
def test_ids_and_dates_are_tags(tag: str) -> None:
    message = a_message(tag=tag)
    assert message.tag == tag
    assert len(message.tag.encode()) <= 64


@pytest.mark.parametrize("ttl_seconds", [-1, 14_401, 2_419_200])
def test_a_notice_never_outlives_four_hours(ttl_seconds: int) -> None:
    with pytest.raises(ValueError, match="4 hours"):
        a_message(ttl_seconds=ttl_seconds)


@pytest.mark.parametrize("value", ["", "with space", "new\nline", "ünïcode", "x" * 4097])
def test_an_address_is_visible_ascii(value: str) -> None:
    with pytest.raises(ValueError, match="visible ASCII"):
        PushAddress("fcm_token", value)


def test_an_address_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="fcm_token or an fcm_fid"):
        PushAddress("email", "a@b")  # type: ignore[arg-type]


def test_the_address_stays_out_of_repr_and_so_out_of_logs() -> None:
    assert "secret" not in repr(a_message("secret"))
