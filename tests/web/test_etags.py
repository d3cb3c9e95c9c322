"""Conditional requests: what the phone has is not sent again, edits name what they are based on."""

import pytest
from flask import Flask
from werkzeug.exceptions import PreconditionRequired

from hep_api.errors import Stale
from hep_api.web.etags import answer, asked_version, version_tag


@pytest.fixture
def bare() -> Flask:
    return Flask("t")


def test_equal_answers_have_equal_tags_and_different_ones_do_not(bare: Flask) -> None:
    with bare.test_request_context():
        tags = [answer(plain).headers["ETag"] for plain in ({"a": 1}, {"a": 1}, {"a": 2})]
    assert tags[0] == tags[1] != tags[2]


@pytest.mark.parametrize("form, status", [("{}", 304), ("W/{}", 304), ('"x", W/{}', 304), ("*", 304), ('"x"', 200)])
def test_comparison_is_weak(bare: Flask, form: str, status: int) -> None:
    """A proxy that compresses makes tags weak; the phone sends them back so."""
    with bare.test_request_context():
        tag = answer({"a": 1}).headers["ETag"]
    with bare.test_request_context(headers={"If-None-Match": form.format(tag)}):
        assert answer({"a": 1}).status_code == status


def test_polled_answers_may_be_kept_but_must_be_asked_about(bare: Flask) -> None:
    with bare.test_request_context():
        assert answer({}).headers["Cache-Control"] == "private, no-cache"


def test_an_edit_without_a_version_is_refused(bare: Flask) -> None:
    with bare.test_request_context(), pytest.raises(PreconditionRequired):
        asked_version()


def test_an_edit_may_need_no_version(bare: Flask) -> None:
    with bare.test_request_context():
        assert asked_version(required=False) is None


def test_the_tag_of_a_version_names_it_again(bare: Flask) -> None:
    with bare.test_request_context(headers={"If-Match": version_tag(12)["ETag"]}):
        assert asked_version() == 12


def test_a_star_accepts_any_version(bare: Flask) -> None:
    with bare.test_request_context(headers={"If-Match": "*"}):
        assert asked_version() is None


@pytest.mark.parametrize(
    "given",
    ['W/"12"', '"twelve"', '"1", "2"', '"\u0661"', "", '"-1"', 'W/"", "", "false"', ",", '"', f'"{"1" * 5000}"'],
)
def test_anything_else_is_stale(bare: Flask, given: str) -> None:
    with bare.test_request_context(headers={"If-Match": given}), pytest.raises(Stale):
        asked_version()
