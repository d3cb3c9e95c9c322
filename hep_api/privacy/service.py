"""Everything about me, as one JSON document that is made while it is sent."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from hep_api.store import audit, clinics, export, patients
from hep_api.store.db import write
from hep_api.store.scope import Scope

TYPES: dict[type, dict[str, Any]] = {
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
}


def export_me(scope: Scope, at: datetime) -> Iterator[bytes]:
    """All that is kept about the patient who asks, as pieces of JSON; the trail is told before the first of them.

    Raises NotFound.
    """
    row = patients.get_patient(scope, scope.subject_id)
    clinic = clinics.get_clinic(scope)
    person = {
        name: getattr(row, name)
        for name in ("id", "name", "birth_year", "zone", "locale", "version", "created_at", "archived_at")
    }
    head = {"made_at": at, "clinic": {"id": clinic.id, "name": clinic.name}, "patient": person}
    with write():
        audit.append(scope, "patient.exported", about={"patient": scope.subject_id})
    return _pieces(scope, orjson.dumps(head, default=str))


def _pieces(scope: Scope, head: bytes) -> Iterator[bytes]:
    yield head[:-1]
    for section in export.SECTIONS:
        yield b',"%s":[' % section.name.encode()
        for number, told in enumerate(export.export_rows(scope, scope.subject_id, section)):
            yield (b"," if number else b"") + orjson.dumps(told, default=str)
        yield b"]"
    yield b"}"


def export_schema() -> dict[str, Any]:
    """The JSON Schema of an export, made of the tables that it tells."""
    texts: dict[str, Any] = {"type": "string"}
    person = {
        "id": TYPES[UUID], "name": texts, "birth_year": {"type": ["integer", "null"]}, "zone": texts, "locale": texts,
        "version": {"type": "integer"}, "created_at": TYPES[datetime],
        "archived_at": {"type": ["string", "null"], "format": "date-time"},
    }  # fmt: skip
    clinic = {"id": TYPES[UUID], "name": texts}
    sections = {section.name: {"type": "array", "items": _items(section)} for section in export.SECTIONS}
    return _object({"made_at": TYPES[datetime], "clinic": _object(clinic), "patient": _object(person), **sections})


def _items(section: export.Section) -> dict[str, Any]:
    return _object({name: _field(*told) for name, told in export.described(section).items()})


def _field(kind: type, nullable: bool, meaning: str) -> dict[str, Any]:  # noqa: FBT001 - a column's, by position
    shape = dict(TYPES.get(kind, {}))
    if nullable and "type" in shape:
        shape["type"] = [shape["type"], "null"]
    return {**shape, "description": meaning}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}
