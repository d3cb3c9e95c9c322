"""Schemathesis as it is run here: which routes, how many cases, which checks, and what happens to a failure."""

import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import schemathesis
from schemathesis import Case, HookContext, Response
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine import events, from_schema
from schemathesis.openapi.checks import RejectedPositiveData
from schemathesis.schemas import BaseSchema

from bench.abuse.fuzzing.checks import CHECKS, is_one, unexcused
from bench.abuse.fuzzing.door import Door
from bench.abuse.fuzzing.watch import ANSWER_BYTES, Watch

SEED = 7
STEPS = 8
FEW = 3
"""Random cases of a route that is not for the role: all that may happen there is that nobody gets in."""
REQUEST_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is thrown: random cases of a role, seconds in all, and whether the boundaries of fields are walked."""

    cases: int
    seconds: float
    boundaries: bool = True


def throw(document: dict[str, Any], url: str, door: Door, watch: Watch, bounds: Bounds) -> None:
    """Run a role over all routes: a little over those that are not for it, deeply over those that are."""
    until = time.monotonic() + bounds.seconds
    who = door.role.value if door.role else "anyone"

    def mine(context: Any) -> bool:
        return who in context.operation.definition.raw["x-audience"]

    def not_mine(context: Any) -> bool:
        return not {who, "anyone"} & set(context.operation.definition.raw["x-audience"])

    for chosen, cases, phases in ((not_mine, None, ("fuzzing",)), (mine, bounds.cases, _phases(bounds))):
        schema = schemathesis.openapi.from_dict(document, config=_config(url)).include(chosen)
        routes = sum(1 for _ in schema.get_all_operations())
        schema.config.generation.update(max_examples=FEW if cases is None else max(1, cases // routes))
        for name in ("examples", "coverage", "fuzzing", "stateful"):
            schema.config.phases.get_by_name(name=name).enabled = name in phases
        _run(schema, door, watch, until)
        if cases is None:
            _refuse_guests(watch)


def _phases(bounds: Bounds) -> tuple[str, ...]:
    return ("examples", "coverage", "fuzzing", "stateful") if bounds.boundaries else ("fuzzing", "stateful")


def _config(url: str) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "base-url": url,
            "continue-on-failure": True,
            "request-timeout": REQUEST_SECONDS,
            "generation": {"no-shrink": True, "database": "none"},
            "phases": {"stateful": {"max-steps": STEPS}},
            # What is printed must be what was sent.
            "output": {"sanitization": {"enabled": False}, "truncation": {"enabled": False}},
            "checks": CHECKS,
        }
    )


def _refuse_guests(watch: Watch) -> None:
    for label, seen in watch.routes.items():
        for status in seen:
            if status < HTTPStatus.BAD_REQUEST:
                watch.fail("let_in", label, f"answered {status}", "somebody was let in whom the contract does not name")
    watch.routes.clear()


def _run(schema: BaseSchema, door: Door, watch: Watch, until: float) -> None:
    schema.auth.set_from_requests(door)

    def after_call(_: HookContext, case: Case[Any], response: Response) -> None:
        watch.see(case, response)
        door.look(response.request, response.status_code, response.content)

    def filter_failure(_: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
        return is_one(failure, case, response)

    schema.hooks.hook(after_call)
    schema.hooks.hook(filter_failure)
    stream = from_schema(schema).execute()
    for event in stream:
        if isinstance(event, events.FatalError):
            raise event.exception
        if isinstance(event, events.NonFatalError):
            watch.fail("engine", event.label, type(event.value).__name__, str(event.value))
        if isinstance(event, events.ScenarioFinished):
            _keep(event, watch)
        if time.monotonic() >= until:
            stream.stop()


def _keep(event: events.ScenarioFinished, watch: Watch) -> None:
    for case_id, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is None:
                continue
            answer = event.recorder.interactions[case_id].response
            said = f"{answer.status_code} {answer.content[:ANSWER_BYTES]!r}" if answer else "nothing"
            failure = check.failure_info.failure
            line = f"{failure.message}\n{check.failure_info.code_sample}\nanswered {said}"
            label = event.recorder.cases[case_id].value.operation.label
            for told in _told(failure, answer):
                watch.fail(check.name, label, told, line)


def _told(failure: Failure, answer: Response | None) -> set[str]:
    title = f"{failure.title} ({answer.status_code if answer else 'no answer'})"
    if answer and isinstance(failure, RejectedPositiveData) and answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        return {f"{title}: {said}" for said in unexcused(answer.content)}
    return {title}
