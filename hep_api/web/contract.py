"""The OpenAPI document: what slices are made of, and how their routes describe themselves."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask
from flask_smorest import Api, Blueprint
from marshmallow import INCLUDE, Schema, fields

from hep_api.web.bodies import StrictParser
from hep_api.web.problems import CONTENT_TYPE
from hep_api.web.statuses import name_of, phrase_of

F = TypeVar("F", bound=Callable[..., Any])
VERSION = "1"
SIZES = {"minLength": "minProperties", "maxLength": "maxProperties", "x-property-names": "propertyNames"}
"""What is told of an object as of a text, and its own words for it."""
UNREADABLE = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
OPTIONAL_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": "Tag of what the edit is based on; without it, of whatever stands",
    "schema": {"type": "string"},
}
DESCRIPTION = """Home exercise programmes: a therapist assigns a phased programme, a patient follows it on a phone,
and every change of it explains itself.

Ids of facts are made by the client; the same id again gives the first answer. Errors are
`application/problem+json` with a stable `code`; unknown fields are refused. Lists go on with `next_cursor`."""


class FieldProblem(Schema):
    """One offending field."""

    path = fields.String(required=True, metadata={"description": "Dotted path, such as exercises.0.sets.1.pain"})
    message = fields.String(required=True)


class Problem(Schema):
    """An error, as RFC 9457 has it; some codes bring further members, such as the `conflict_id` of a stale edit."""

    class Meta:
        unknown = INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stable; act on this"})
    detail = fields.String(required=True, metadata={"description": "For people"})
    request_id = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldProblem))


class Slice(Blueprint):
    """A blueprint whose routes read strictly and describe who may call them."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, import_name: str, description: str) -> None:
        super().__init__(name, import_name, description=description)
        self._prepare_doc_cbks.append(_describe)


class Contract(Api):
    """The document of one app; errors are answered by `problems`, so none are handled here."""

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        content = {CONTENT_TYPE: {"schema": Problem}}
        for status in HTTPStatus:
            body = {"content": content} if status >= HTTPStatus.BAD_REQUEST else {}
            self.spec.components.response(name_of(status), {"description": phrase_of(status), **body}, lazy=True)
        self.spec.components.response(
            "DEFAULT_ERROR", {"description": "Any other error", "content": content}, lazy=True
        )


def conditional(view: F) -> F:
    """Describe a view as conditional: a GET that answers 304, or an edit that needs If-Match."""
    documented = {**getattr(view, "_apidoc", {}), "etag": True}
    view._apidoc = documented  # type: ignore[attr-defined]  # noqa: SLF001 - what the document is made from
    return view


def may_name_version(view: F) -> F:
    """Describe an edit as one that honours If-Match and needs none."""
    documented = {**getattr(view, "_apidoc", {}), "may_name_version": True}
    view._apidoc = documented  # type: ignore[attr-defined]  # noqa: SLF001 - what the document is made from
    return view


def install(app: Flask) -> Contract:
    """Give an app its document; register slices on what is returned."""
    app.config |= {
        "API_TITLE": "Home exercise programmes",
        "API_VERSION": VERSION,
        "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {
            "info": {"description": DESCRIPTION, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}},
        },
    }
    return Contract(app)


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of an app as plain data."""
    api: Contract = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    plain: dict[str, Any] = api.spec.to_dict()
    components = plain["components"]
    schemas = {name: _optional_stays_optional(_sized(schema)) for name, schema in components["schemas"].items()}
    return {**plain, "components": {**components, "schemas": schemas}}


def _optional_stays_optional(schema: dict[str, Any]) -> dict[str, Any]:
    """Say in words what happens without a field: generators take a `default` for a promise that the field is there."""
    required = schema.get("required", ())
    properties = {
        name: shape if name in required else _default_in_words(shape)
        for name, shape in schema.get("properties", {}).items()
    }
    return {**schema, "properties": properties} if properties else schema


def _sized(schema: dict[str, Any]) -> dict[str, Any]:
    """Say of objects how many properties they have and how these are called, in the words of JSON Schema."""
    properties = {
        name: {SIZES.get(key, key): value for key, value in shape.items()} if shape.get("type") == "object" else shape
        for name, shape in schema.get("properties", {}).items()
    }
    return {**schema, "properties": properties} if properties else schema


def _default_in_words(shape: dict[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in shape.items() if key != "default"}
    default = shape.get("default")
    if default in (None, ""):
        return told
    words = f"{default}".lower() if isinstance(default, bool) else f"{default}"
    return {**told, "description": "; ".join(filter(None, (shape.get("description"), f"without it: {words}")))}


def _describe(doc: dict[str, Any], doc_info: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Name the operation, say who may call it, and which errors that brings."""
    who: list[str] = doc_info.get("audience", [])
    responses = doc.setdefault("responses", {})
    for status in _refusals(doc, doc_info):
        responses.setdefault(str(status.value), status.name)
    if doc_info.get("may_name_version"):
        asked = [parameter for parameter in doc.get("parameters", []) if parameter != "IF_MATCH"]
        doc["parameters"] = [*asked, OPTIONAL_IF_MATCH]
        responses.pop(428, None)
    if "anyone" in who:
        doc["security"] = []
    else:
        doc["security"] = [{"bearer": []}]
        responses.setdefault("401", HTTPStatus.UNAUTHORIZED.name)
        responses.setdefault("403", HTTPStatus.FORBIDDEN.name)
        if doc_info.get("names_something"):
            responses.setdefault("404", HTTPStatus.NOT_FOUND.name)
    for status, told in responses.items():
        if isinstance(told, str) and str(status).isdigit():
            responses[status] = name_of(int(status))
    doc["operationId"] = doc_info.get("operation", "")
    doc["x-audience"] = who
    doc["x-reach"] = doc_info.get("reach")
    return doc


def _refusals(doc: dict[str, Any], doc_info: dict[str, Any]) -> Iterator[HTTPStatus]:
    """How a route may refuse before it looks at anything: by what it reads, how often, and what it writes."""
    if "requestBody" in doc or "requestBody" in doc_info.get("manual_doc", {}):
        yield from UNREADABLE
    if doc_info.get("throttled"):
        yield HTTPStatus.TOO_MANY_REQUESTS
    if doc_info.get("reach") not in ("nothing", "installation"):
        yield HTTPStatus.SERVICE_UNAVAILABLE
