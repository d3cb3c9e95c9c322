"""What a new plan does otherwise than its protocol: the acts a therapist could follow it with, told with it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from hep_api.engine.assigning import begin_plan
from hep_api.engine.configuring import Config, NotAllowed, configured, parsed
from hep_api.engine.facts import Action, Assign, Fact, Verb
from hep_api.engine.protocol import Content
from hep_api.errors import FieldError
from hep_api.plans.adjusting import read_adjustments
from hep_api.plans.clinician import Desk, action

PATH = "overrides"
Settings = list[tuple[str, str]]


def read_overrides(
    desk: Desk, assigned: Fact, body: Assign, content: Content, given: Mapping[str, Any]
) -> tuple[tuple[Fact, ...], list[FieldError]]:
    """The acts that follow an assignment at its own instant, and every mistake in what was asked for.

    `assigned` is the fact of the assignment, `body` its body. Ids follow from the fact's: a retry makes the same.
    """
    asked = given["overrides"]
    if asked is None:
        return (), []
    wishes = asked["prescriptions"]
    made, mistakes = read_adjustments(content, begin_plan(body, content), wishes, path=f"{PATH}.prescriptions")
    settings, refused = _in_order(content.config, sorted(asked["config"].items()))
    acts = [action(desk, Verb.ADJUST, asked["reason"], adjustments=tuple(made))] if made else []
    acts += [action(desk, Verb.CONFIGURE, asked["reason"], subject=name, value=value) for name, value in settings]
    return _facts(assigned, acts), [*mistakes, *_said_twice(wishes, given["start_rungs"]), *refused]


def _said_twice(wishes: Sequence[Mapping[str, Any]], start_rungs: Mapping[str, str]) -> list[FieldError]:
    return [
        FieldError(f"{PATH}.prescriptions.{index}.rung", "start_rungs says it as well; say it once.")
        for index, wish in enumerate(wishes)
        if wish["rung"] is not None and wish["slug"] in start_rungs
    ]


def _in_order(config: Config, asked: Settings) -> tuple[Settings, list[FieldError]]:
    """The settings in an order in which each may be set after those before it, and why those left cannot be."""
    mistakes = [FieldError(f"{PATH}.config.{name}", why) for name, raw in asked if (why := _refused(name, raw))]
    ordered: Settings = []
    waiting = [] if mistakes else list(asked)
    while waiting:
        whys = [_unfit(config, (*ordered, pair)) for pair in waiting]
        if "" not in whys:
            found = [FieldError(f"{PATH}.config.{name}", why) for (name, _), why in zip(waiting, whys, strict=True)]
            return [], found
        ordered.append(waiting.pop(whys.index("")))
    return ordered, mistakes


def _refused(name: str, raw: str) -> str:
    try:
        parsed(name, raw)
    except NotAllowed as error:
        return str(error)
    return ""


def _unfit(config: Config, overrides: tuple[tuple[str, str], ...]) -> str:
    try:
        configured(config, overrides)
    except NotAllowed as error:
        return str(error)
    return ""


def _facts(assigned: Fact, acts: list[Action]) -> tuple[Fact, ...]:
    """Facts of the assignment's instant; those are ordered by id, so the ids are given out in order."""
    ids = sorted((uuid5(NAMESPACE_URL, f"hep:override:{assigned.id}:{index}") for index in range(len(acts))), key=str)
    return tuple(
        Fact(fact_id, assigned.occurred_at, assigned.zone, assigned.credited_on, act, plan_id=assigned.plan_id)
        for fact_id, act in zip(ids, acts, strict=True)
    )
