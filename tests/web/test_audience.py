"""A route that does not say who may call it and whose rows it reaches is refused when the app starts."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from marshmallow import fields

from hep_api.web.auth import audience
from hep_api.web.contract import Slice
from hep_api.web.declared import OF_THE_SESSION, inputs, refuse_undeclared_routes
from hep_api.web.schemas import In


def refused(path: str, view: Callable[..., Any]) -> str:
    """What the start says to one route; empty when it is taken."""
    app = Flask("t", static_folder=None)
    app.add_url_rule(path, endpoint="it", view_func=view)
    try:
        refuse_undeclared_routes(app)
    except RuntimeError as error:
        return str(error)
    return ""


class Inner(In):
    """Deep down."""

    owner_id = fields.UUID()


class Outer(In):
    """On top."""

    items = fields.List(fields.Nested(Inner))
    note = fields.String()


class Whose(In):
    """Names a patient where only the caller is meant."""

    patient_id = fields.UUID()


def reading(schema: In, location: str = "json") -> Callable[..., Any]:
    """A view that reads by a schema, declared as the routes are."""
    declare = Slice("t", "t", "t").arguments(schema, location=location)
    return audience("patient", reach="self")(declare(lambda **_: ""))


def test_an_undeclared_route_is_refused_by_name() -> None:
    assert "/open-door" in refused("/open-door", lambda: "")
    assert refused("/declared", audience("anyone", reach="nothing")(lambda: "")) == ""


def test_declaring_nobody_is_not_declaring() -> None:
    assert "who may call it" in refused("/nobody", audience(reach="nothing")(lambda: ""))


def test_who_without_whose_rows_is_not_enough() -> None:
    assert "whose rows" in refused("/half", audience("therapist")(lambda: ""))


@pytest.mark.parametrize("reach", ["self", "care", "clinic"])
def test_anyone_reaches_nothing_of_a_clinic(reach: Any) -> None:
    assert f"anyone may call it, and it reaches '{reach}'" in refused("/x", audience("anyone", reach=reach)(lambda: ""))


def test_an_operator_reaches_no_patients() -> None:
    assert "operator" in refused("/x", audience("therapist", "operator", reach="care")(lambda: ""))


@pytest.mark.parametrize("name", sorted(OF_THE_SESSION))
def test_who_asks_is_no_part_of_an_address(name: str) -> None:
    said = refused(f"/x/<{name}>", audience("therapist", reach="care")(lambda **_: ""))
    assert f"it asks for {name}, which comes from the sign-in" in said


def test_the_search_sees_what_the_routes_really_read(app: Flask) -> None:
    read = {name for view in app.view_functions.values() for name in inputs(view)}
    assert {"email", "cursor", "overrides", "start_rungs", "quiet_hours", "start"} <= read


@pytest.mark.parametrize("location", ["json", "query"])
def test_who_asks_is_no_part_of_a_body_however_deep(location: str) -> None:
    view = reading(Outer(), location)
    assert set(inputs(view)) == {"items", "owner_id", "note"}
    assert "it asks for owner_id" in refused("/x", view)


def test_what_is_the_callers_own_names_no_patient() -> None:
    assert "asks for a patient" in refused("/x", reading(Whose()))
    assert "asks for a patient" in refused("/x/<patient_id>", audience("patient", reach="self")(lambda **_: ""))
