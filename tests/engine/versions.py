"""Versions of a small protocol, and a story that moves from one to another."""

from dataclasses import replace

from hep_api.engine.dose import DoseRange
from hep_api.engine.facts import Verb
from hep_api.engine.moving import carried_exercises
from hep_api.engine.protocol import Content, Exercise, Phase
from tests.engine.builders import Story, content

WIDE = DoseRange(3, 3, 8, 15)


def offered(told: Story, new: Content) -> Content:
    """A version as the course knows it: with the exercises of before."""
    made = replace(new, exercises=carried_exercises(told.course.content(told.plan), new))
    told.course = replace(told.course, contents={**told.course.contents, new.hash: made})
    return made


def moved(told: Story, day: int, new: Content) -> None:
    offered(told, new)
    told.act(day, Verb.MOVE, content_hash=new.hash, subject="2.0.0")


def version(*exercises: Exercise, phases: tuple[Phase, ...] = ()) -> Content:
    made = content(*exercises, phases=phases, hash_="v2")
    return replace(made, protocol=replace(made.protocol, version="2.0.0"))


def at(told: Story, slug: str = "clam", **changes: object) -> Story:
    told.adjust(1, slug, **changes)
    return told
