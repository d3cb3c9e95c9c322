"""What every route must say of itself before the product starts, and what it must never ask of a caller."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask
from marshmallow import Schema, fields
from werkzeug.routing import Rule

from hep_api.web.auth import audience_of, reach_of

BEFORE_THE_DOOR = {"nothing", "door", "installation"}
"""What may be reached by a caller that nobody has let in."""

OF_THE_SESSION = frozenset(
    {"clinic", "clinic_id", "tenant", "tenant_id", "subject_id", "owner", "owner_id", "family_id", "actor",
     "actor_id", "created_by", "set_by", "acknowledged_by", "begun_by", "sequence", "received_at", "fingerprint"}
)  # fmt: skip
"""Who asks, from which clinic, and what the server itself notes: it comes from the sign-in and never from a request."""


def refuse_undeclared_routes(app: Flask) -> None:
    """Raise RuntimeError naming every route that is silent about itself, and every mistake in what the others say."""
    problems = [
        f"{rule.rule}: {problem}"
        for rule in app.url_map.iter_rules()
        for problem in _problems(rule, app.view_functions[rule.endpoint])
    ]
    if problems:
        raise RuntimeError("these routes are not as they must be declared:\n" + "\n".join(problems))


def inputs(view: Callable[..., Any]) -> Iterator[str]:
    """The name of every field that a view reads from bodies and query strings, nested ones too."""
    parameters = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", [])
    for parameter in parameters:
        schema = parameter.get("schema")
        if schema is not None:
            yield from _names(schema() if isinstance(schema, type) else schema)


def _problems(rule: Rule, view: Callable[..., Any]) -> Iterator[str]:
    who, reach = audience_of(view), reach_of(view)
    if not who:
        yield "it does not say who may call it"
    if reach is None:
        yield "it does not say whose rows it reaches"
    elif ("anyone" in who) > (reach in BEFORE_THE_DOOR):
        yield f"anyone may call it, and it reaches '{reach}'"
    elif reach == "care" and "operator" in who:
        yield "an operator may call it, and it reaches patients"
    elif reach in {"self", "nothing"} and "patient_id" in {*rule.arguments, *inputs(view)}:
        yield f"it reaches '{reach}', and asks for a patient"
    asked = OF_THE_SESSION & {*rule.arguments, *inputs(view)}
    if asked:
        yield f"it asks for {', '.join(sorted(asked))}, which comes from the sign-in"


def _names(schema: Schema) -> Iterator[str]:
    for name, field in schema.fields.items():
        yield field.data_key or name
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from _names(inner.schema)
