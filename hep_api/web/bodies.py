"""Reading what was sent, with every mistake reported together as a dotted path and a sentence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import flask
import orjson
from marshmallow import RAISE, Schema, ValidationError, fields
from webargs import core
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from hep_api.errors import FieldError, Invalid

MISTAKES = "Some fields are not as they must be."
MOST_LEVELS = 16
"""Lists and objects within each other: twice what any body needs, and far from what recursion can bear."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A body as far as it could be read: `data` holds the fields that are fine, `mistakes` names all others."""

    data: dict[str, Any]
    mistakes: tuple[FieldError, ...]

    def or_raise(self, *more: FieldError) -> dict[str, Any]:
        """The data; raises Invalid with every mistake, these further ones included, when there is any."""
        if self.mistakes or more:
            raise Invalid(MISTAKES, (*self.mistakes, *more))
        return self.data


def read(schema: Schema, raw: object) -> Reading:
    """Load plain data, keeping what is fine beside the list of what is not."""
    try:
        loaded: dict[str, Any] = schema.load(raw)  # type: ignore[arg-type]
    except ValidationError as error:
        data = error.valid_data if isinstance(error.valid_data, dict) else {}
        return Reading(data, tuple(flatten(error.messages)))
    return Reading(loaded, ())


def raw_body() -> Any:
    """The request's JSON; raises 400 when it is none, 415 when it is not called so or compressed, Invalid when deep."""
    if not is_json_request(flask.request) or "Content-Encoding" in flask.request.headers:
        raise UnsupportedMediaType
    try:
        raw = orjson.loads(flask.request.get_data(cache=True))
    except orjson.JSONDecodeError as error:
        raise BadRequest from error
    if _is_deeper(raw, MOST_LEVELS):
        raise Invalid(f"Lists and objects lie in each other more than {MOST_LEVELS} deep.", code="too_deep")
    return raw


def _is_deeper(value: Any, levels: int) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    return isinstance(value, list) and (levels == 0 or any(_is_deeper(inner, levels - 1) for inner in value))


def flatten(messages: Any, path: str = "") -> Iterator[FieldError]:
    """Marshmallow's nested messages as field errors, such as exercises.0.sets.1.pain."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            plain = "" if name == "_schema" else str(name)
            yield from flatten(inner, ".".join(part for part in (path, plain) if part))
    elif isinstance(messages, list | tuple):
        for inner in messages:
            yield from flatten(inner, path)
    else:
        yield FieldError(path, str(messages))


def _takes_many(schema: Schema, name: str) -> bool:
    named = (field for key, field in schema.fields.items() if (field.data_key or key) == name)
    return any(isinstance(field, fields.List) for field in named)


class StrictParser(FlaskParser):
    """Reads bodies and query strings for routes; unknown names are refused in both."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012 - the library's own hook, read once
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": RAISE,
        "files": RAISE,
    }

    def load_querystring(self, req: flask.Request, schema: Schema) -> Any:
        """The query string; what takes one value is refused when it says two."""
        twice = [name for name, values in req.args.lists() if len(values) > 1 and not _takes_many(schema, name)]
        if twice:
            raise Invalid(MISTAKES, [FieldError(name, "Send it once.") for name in twice])
        return super().load_querystring(req, schema)

    def load_files(self, req: flask.Request, schema: Schema) -> Any:
        """The files of a multipart body and the fields beside them, so that all mistakes are told at once."""
        if req.mimetype != "multipart/form-data":
            raise UnsupportedMediaType
        return self._makeproxy(CombinedMultiDict([req.form, req.files]), schema)

    def _raw_load_json(self, req: flask.Request) -> Any:
        if not req.content_length and not req.get_data(cache=True):
            return core.missing
        return raw_body()

    def handle_error(self, error: ValidationError, *_: Any, **__: Any) -> NoReturn:
        """Answer every mistake at once."""
        messages = error.messages if isinstance(error.messages, dict) else {"": error.messages}
        raise Invalid(MISTAKES, [mistake for part in messages.values() for mistake in flatten(part)]) from error
