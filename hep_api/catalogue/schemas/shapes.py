"""The few shapes that schemas are made of."""

from collections.abc import Collection, Mapping
from typing import Any

from hep_api.catalogue.values import LANGUAGES

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The draft that editors understand."""

STRING: Schema = {"type": "string", "minLength": 1}
FLAG: Schema = {"type": "boolean"}
SLUG: Schema = {"type": "string", "pattern": r"^[a-z0-9]+(-[a-z0-9]+)*$"}


def closed(required: Collection[str], optional: Collection[str], keys: Mapping[str, Schema]) -> Schema:
    """A mapping with known keys; ValueError when the schemas given are not those of the reader's keys."""
    if keys.keys() != {*required, *optional}:
        raise ValueError(f"keys of reader and schema differ: {sorted(keys.keys() ^ {*required, *optional})}")
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {name: keys[name] for name in (*required, *optional)},
    }


def one_of(words: Collection[str]) -> Schema:
    """One word out of a known set, sorted."""
    return {"enum": sorted(words)}


def whole(low: int, high: int) -> Schema:
    """A whole number."""
    return {"type": "integer", "minimum": low, "maximum": high}


def number(low: int, high: int) -> Schema:
    """A number."""
    return {"type": "number", "minimum": low, "maximum": high}


def list_of(item: Schema, *, least: int = 0) -> Schema:
    """A list with at least so many entries."""
    return {"type": "array", "items": item} | ({"minItems": least} if least else {})


def interval(low: int, high: int) -> Schema:
    """`[lowest, highest]`."""
    return {"type": "array", "items": number(low, high), "minItems": 2, "maxItems": 2}


def map_of(keys: Schema, value: Schema) -> Schema:
    """A mapping from names to values of one kind."""
    return {"type": "object", "propertyNames": keys, "additionalProperties": value}


def written(pattern: str) -> Schema:
    """Text in a grammar."""
    return {"type": "string", "pattern": pattern}


def texts() -> Schema:
    """The same text in every language."""
    return closed(LANGUAGES, (), dict.fromkeys(LANGUAGES, STRING))


def ref(name: str) -> Schema:
    """A definition of the same schema."""
    return {"$ref": f"#/definitions/{name}"}
