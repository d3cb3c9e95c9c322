"""The document as generators get it: fields that name something may hold what is there, `default` documents nothing.

About half of the values of such a field are then ids of the two clinics, a few each, and half are random ones.
"""

import copy
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.abuse.fuzzing.people import Names
from hep_api.web.facts import AMOUNTS

MOST_OWN, MOST_FOREIGN = 8, 2
"""So that of the values that are there, about a fifth are of the other clinic."""
WORDS: Names = {
    "If-Match": ["*", '"1"', '"2"'],
    "slug": ["clamshell", "glute-bridge", "stairs-pain", "walk-20min-pain", "second_factor", "console_idle_minutes"],
    "protocol_id": ["hip_strength", "pfp"],
    "zone": ["Europe/Madrid", "America/Bogota"],
    "equipment": ["mat", "loop-band"],
    "dose_revision": ["1"],
    "rung": ["0"],
}
"""Words that mean the same to every clinic."""
KEYS = frozenset({"code", "email", "password", "refresh_token", "birth_year"})
Document = dict[str, Any]


def mixed(own: Names, foreign: Names) -> Names:
    """Values by name, mostly the role's own; only ids are ever of the other clinic, its keys would open its doors."""
    # Newest first: what is revoked by the next of its kind is not all that is offered.
    return {
        name: [*values[::-1][:MOST_OWN], *(foreign.get(name, [])[:MOST_FOREIGN] if name not in KEYS else ())]
        for name, values in own.items()
    }


def named(document: Document, values: Names) -> Document:
    """A copy in which fields and parameters of these names may hold these values, and every status needs a name."""
    changed = copy.deepcopy(document)
    values = {**WORDS, **_days(), **values}
    for schema in _asked_schemas(changed):
        properties = schema.get("properties", {})
        for name in properties.keys() & values.keys():
            properties[name] = _offer(properties[name], values[name])
    schemas = changed["components"]["schemas"]
    schemas["SetIn"] = _one_amount(schemas["SetIn"])
    for item in changed["paths"].values():
        parameters = [*item.get("parameters", [])]
        for method, operation in item.items():
            if method != "parameters":
                parameters += operation.get("parameters", [])
                operation["responses"].pop("default")
        for parameter in parameters:
            _offer_parameter(parameter, values)
    _offer_parameter(changed["components"]["parameters"]["IF_MATCH"], values)
    return changed


def _days() -> Names:
    now = datetime.now(UTC)
    instants = [(now - timedelta(hours=hours)).isoformat() for hours in (1, 20, 44)]
    days = [f"{now + timedelta(days=days):%Y-%m-%d}" for days in (-1, 0, 1, 3)]
    told = dict.fromkeys(("performed_at", "reported_at", "measured_at", "sent_at"), instants)
    return told | dict.fromkeys(("started_on", "from_on", "until_on"), days)


def _offer_parameter(parameter: Document, values: Mapping[str, list[str]]) -> None:
    name = parameter.get("name", "")
    if name in values:
        parameter["schema"] = _offer(parameter["schema"], values[name])


def _offer(shape: Document, values: list[str]) -> Document:
    if "items" in shape:
        return {**shape, "items": _offer(shape["items"], values)}
    integer = "integer" in (shape.get("type"), *(shape.get("type") or ()))
    known = [int(value) for value in values] if integer else values
    # Each alternative is as likely as the next: up to three of four values are known ones.
    return {"anyOf": [*({"enum": known[n::3]} for n in range(3) if known[n::3]), shape]}


def _one_amount(schema: Document) -> Document:
    """A set with exactly one amount, which the document says in words only: else no random session is ever taken."""
    others = {name: shape for name, shape in schema["properties"].items() if name not in AMOUNTS}
    ways = [
        {**schema, "properties": {**others, name: schema["properties"][name]}, "required": [*schema["required"], name]}
        for name in AMOUNTS
    ]
    return {"oneOf": ways}


def _asked_schemas(document: Document) -> Iterator[Document]:
    """What bodies are made of; what answers are made of stays as strict as it is."""
    for name, schema in document["components"]["schemas"].items():
        if name.endswith("In"):
            yield schema
