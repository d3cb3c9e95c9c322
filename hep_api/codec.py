"""Engine values to canonical JSON and back; the hash of content is the hash of these bytes."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import orjson
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from hep_api.engine.configuring import Config
from hep_api.engine.facts import (
    Action,
    AfterCheckIn,
    Assign,
    Body,
    Equipment,
    Measurement,
    MorningReport,
    Pause,
    RunLoad,
    Screen,
    SessionLog,
    Withdrawal,
)
from hep_api.engine.protocol import AllOf, AnyOf, Content, Criterion, Exercise, IfGoal, IfRecorded, Predicate, Protocol
from hep_api.engine.state import Course

T = TypeVar("T")

KINDS: dict[str, type[Body]] = {
    "session": SessionLog,
    "after": AfterCheckIn,
    "morning": MorningReport,
    "screen": Screen,
    "measurement": Measurement,
    "pause": Pause,
    "withdrawal": Withdrawal,
    "equipment": Equipment,
    "run_load": RunLoad,
    "assign": Assign,
    "action": Action,
}
"""The stored name of every kind of fact."""

KIND_OF: dict[type, str] = {body: kind for kind, body in KINDS.items()}


def _unstructure_criterion(value: Criterion) -> dict[str, Any]:
    match value:
        case AllOf(clauses):
            return {"all": [_unstructure_criterion(clause) for clause in clauses]}
        case AnyOf(clauses):
            return {"any": [_unstructure_criterion(clause) for clause in clauses]}
        case IfGoal(goal, clause):
            return {"if_goal": goal, "then": _unstructure_criterion(clause)}
        case IfRecorded(slug, clause):
            return {"if_recorded": slug, "then": _unstructure_criterion(clause)}
        case Predicate(word, subject, args):
            return {"word": word, "subject": subject, "args": [list(pair) for pair in args]}


def _structure_criterion(data: Mapping[str, Any], _: object) -> Criterion:
    if "all" in data:
        return AllOf(tuple(_structure_criterion(clause, None) for clause in data["all"]))
    if "any" in data:
        return AnyOf(tuple(_structure_criterion(clause, None) for clause in data["any"]))
    if "if_goal" in data:
        return IfGoal(data["if_goal"], _structure_criterion(data["then"], None))
    if "if_recorded" in data:
        return IfRecorded(data["if_recorded"], _structure_criterion(data["then"], None))
    return Predicate(data["word"], data["subject"], tuple((name, value) for name, value in data["args"]))


def _converter() -> Converter:
    converter = Converter(prefer_attrib_converters=False)
    converter.register_unstructure_hook(datetime, lambda value: value.isoformat())
    converter.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    converter.register_unstructure_hook(date, lambda value: value.isoformat())
    converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))
    converter.register_unstructure_hook(UUID, str)
    converter.register_structure_hook(UUID, lambda value, _: UUID(value))
    for kind in (AllOf, AnyOf, IfGoal, IfRecorded, Predicate):
        converter.register_unstructure_hook(kind, _unstructure_criterion)
    converter.register_unstructure_hook_func(lambda t: t == Criterion, _unstructure_criterion)
    converter.register_structure_hook_func(lambda t: t == Criterion, _structure_criterion)
    kept_out = override(omit=True)
    converter.register_unstructure_hook(
        Course, make_dict_unstructure_fn(Course, converter, emitted=kept_out, contents=kept_out)
    )
    converter.register_structure_hook(
        Course, make_dict_structure_fn(Course, converter, emitted=kept_out, contents=kept_out)
    )
    return converter


_CONVERTER = _converter()


def to_plain(value: object) -> Any:
    """An engine value as JSON-ready dicts, lists and strings; decimals become strings so that no digit is lost."""
    return _CONVERTER.unstructure(value)


def from_plain(data: Any, kind: type[T]) -> T:
    """The engine value of a kind from its plain form; raises when the data does not fit."""
    return _CONVERTER.structure(data, kind)


def canonical(plain: object) -> bytes:
    """The one byte form of plain data: sorted keys, no spaces, UTF-8."""
    return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)


def content_plain(protocol: Protocol, exercises: Mapping[str, Exercise], config: Config) -> dict[str, Any]:
    """What a plan is assigned with, as plain data."""
    return {
        "protocol": to_plain(protocol),
        "exercises": {slug: to_plain(exercise) for slug, exercise in sorted(exercises.items())},
        "config": to_plain(config),
    }


def content_hash(protocol: Protocol, exercises: Mapping[str, Exercise], config: Config) -> str:
    """SHA-256 in hex of the canonical content: the content version."""
    return hashlib.sha256(canonical(content_plain(protocol, exercises, config))).hexdigest()


def content_from(data: Mapping[str, Any], hash_: str) -> Content:
    """Stored content back to values. Fields added to Config since take their defaults of then: they were not there."""
    known = {field.name for field in fields(Config)}
    config = {name: value for name, value in data["config"].items() if name in known}
    return Content(
        hash=hash_,
        protocol=from_plain(data["protocol"], Protocol),
        exercises={slug: from_plain(entry, Exercise) for slug, entry in data["exercises"].items()},
        config=from_plain(config, Config),
    )


def body_plain(body: Body) -> tuple[str, dict[str, Any]]:
    """A fact's body as (kind, plain data)."""
    return KIND_OF[type(body)], to_plain(body)


def body_from(kind: str, data: Mapping[str, Any]) -> Body:
    """A fact's body from its stored kind and plain data."""
    return from_plain(data, KINDS[kind])


def fingerprint(kind: str, plain: Mapping[str, Any]) -> str:
    """SHA-256 in hex of a body as sent: the same id with another fingerprint is a conflict."""
    return hashlib.sha256(canonical({"kind": kind, "body": plain})).hexdigest()
