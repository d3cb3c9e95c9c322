"""Documents and catalogue side by side: every difference, and which of them are allowed for a reason."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from hep_api.catalogue.values import Catalogue
from tests.catalogue.extract.content import Names, exercise_json, protocol_json
from tests.catalogue.extract.documents import Json
from tests.catalogue.extract.facts import Said, exercise_facts, phase_facts, protocol_facts
from tests.catalogue.extract.naming import named, words

FILE = Path(__file__).with_name("allowed.yaml")
NOTHING = "-"
Facts = dict[str, list[str]]
"""Place -> everything that is said there."""

PROMS = {"FAAM": ["FAAM-ADL", "FAAM-Sport"]}
"""Measures that SPEC 6 scores as two."""


@dataclass(frozen=True, slots=True, order=True)
class Deviation:
    """One place where the documents say one thing and the catalogue another."""

    place: str
    spec: str
    content: str

    def __str__(self) -> str:
        return f"{self.place}: {self.spec!r} in the documents, {self.content!r} in the catalogue"


@dataclass(frozen=True, slots=True)
class Ladder:
    """How a ladder's ids are to be read: ids that are no shortening of their rung, and rungs without an id."""

    names: dict[str, str] = field(default_factory=dict)
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Allowed:
    """allowed.yaml: ladders that are read in their own way, and deviations; each has a reason."""

    rungs: dict[str, Ladder] = field(default_factory=dict)
    deviations: dict[Deviation, str] = field(default_factory=dict)


def load_allowed(file: Path = FILE) -> Allowed:
    """The file as it is checked in; a missing reason is a KeyError."""
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    for slug, entry in read["rungs"].items():
        if not entry["why"]:
            raise KeyError(f"{slug}: why?")
    return Allowed(
        {slug: Ladder(entry.get("names", {}), tuple(entry.get("merged", ()))) for slug, entry in read["rungs"].items()},
        {Deviation(entry["at"], entry["spec"], entry["content"]): entry["why"] for entry in read["deviations"]},
    )


def deviations(spec: Json, catalogue: Catalogue, rungs: dict[str, Ladder]) -> list[Deviation]:
    """Every difference between the documents and what the catalogue has so far, sorted."""
    invented = [
        Deviation(name, NOTHING, what)
        for what, known, there in (
            ("an exercise", spec["exercises"], catalogue.exercises),
            ("a protocol", spec["protocols"], catalogue.protocols),
        )
        for name in there.keys() - known.keys()
    ]
    wanted, found = _both(_merged(spec, rungs), catalogue, rungs)
    return sorted([*invented, *_differences(wanted, found)])


def _merged(spec: Json, rungs: dict[str, Ladder]) -> Json:
    """The documents without the rungs that have no id."""
    exercises = dict(spec["exercises"])
    for slug, ladder in rungs.items():
        kept = [rung for rung in exercises[slug]["ladder"] if rung["text"] not in ladder.merged]
        exercises[slug] = {**exercises[slug], "ladder": kept}
    return {**spec, "exercises": exercises}


def rung_names(spec: Json, catalogue: Catalogue, rungs: dict[str, Ladder]) -> Names:
    """What every rung id of the catalogue is called in the documents."""
    names = {}
    for slug, entry in catalogue.exercises.items():
        texts = [rung["text"] for rung in spec["exercises"].get(slug, {"ladder": []})["ladder"]]
        names[slug] = named([rung.id for rung in entry.exercise.rungs], texts, rungs.get(slug, Ladder()).names)
    return names


def needless(spec: Json, catalogue: Catalogue, allowed: Allowed) -> list[str]:
    """What allowed.yaml allows although nothing differs there; what is not written yet may wait."""
    found = set(deviations(spec, catalogue, allowed.rungs))
    here = catalogue.exercises.keys() | catalogue.protocols.keys()
    said = [str(entry) for entry in allowed.deviations if entry not in found and _about(entry.place) in here]
    plain = rung_names(_merged(spec, allowed.rungs), catalogue, {})
    for slug, ladder in allowed.rungs.items():
        ids = plain.get(slug, {})
        said += [f"{slug} names {name}" for name, text in ladder.names.items() if ids and ids.get(name, text) == text]
        said += [f"{slug} merged {text}" for text in ladder.merged if ids and _has_id(text, spec, catalogue, slug)]
    return sorted(said)


def _about(place: str) -> str:
    return place.partition(" ")[0].partition(".")[0]


def _has_id(text: str, spec: Json, catalogue: Catalogue, slug: str) -> bool:
    """Whether a rung is in the catalogue, or not even in the documents."""
    known = any(rung["text"] == text for rung in spec["exercises"][slug]["ladder"])
    ids = [rung.id for rung in catalogue.exercises[slug].exercise.rungs]
    return not known or any(words(rung_id) == words(text) for rung_id in ids)


def _both(spec: Json, catalogue: Catalogue, rungs: dict[str, Ladder]) -> tuple[Facts, Facts]:
    """The facts of the documents and of the catalogue, of what both have."""
    exercises, names = spec["exercises"], rung_names(spec, catalogue, rungs)
    wanted: list[Said] = []
    found: list[Said] = []
    for slug in exercises.keys() & catalogue.exercises.keys():
        wanted.append(exercise_facts(slug, exercises[slug]))
        found.append(exercise_facts(slug, exercise_json(catalogue.exercises[slug], names[slug])))
    for name in spec["protocols"].keys() & catalogue.protocols.keys():
        entries = _with_proms(spec["protocols"][name]), protocol_json(catalogue.protocols[name], names)
        phases = [{phase["id"]: phase for phase in entry["phases"]} for entry in entries]
        for side, entry in zip((wanted, found), entries, strict=True):
            side.append(protocol_facts(name, entry))
            side.extend(_phases(name, entry, phases, exercises))
    return _collected(wanted), _collected(found)


def _phases(name: str, entry: Json, phases: list[dict[str, Json]], exercises: Json) -> Iterable[Said]:
    """The phases of one side that the other has too, in detail only where both list an exercise."""
    for phase_id in phases[0].keys() & phases[1].keys():
        here = next(phase for phase in entry["phases"] if phase["id"] == phase_id)
        menus = [{listing.get("slug") for listing in side[phase_id]["exercises"]} for side in phases]
        core = {listing["slug"] for listing in phases[1][phase_id]["exercises"] if listing.get("core")}
        told = {slug: exercises[slug] for slug in menus[0] & menus[1] & exercises.keys()}
        yield phase_facts(f"{name}.{phase_id}", here, core, told)


def _with_proms(entry: Json) -> Json:
    plain = [prom.partition(" (")[0] for prom in entry["proms"]]
    return {**entry, "proms": [name for prom in plain for name in PROMS.get(prom, [prom])]}


def _collected(parts: Iterable[Said]) -> Facts:
    """Place -> everything said there; an exercise that a phase lists twice says two things in one place."""
    facts: Facts = {}
    for part in parts:
        for place, lines in part:
            facts.setdefault(place, []).extend(lines)
    return facts


def _differences(wanted: Facts, found: Facts) -> Iterable[Deviation]:
    """Lines of one side only, in every place that the documents speak of."""
    for place, lines in wanted.items():
        here = found.get(place, [])
        if here == lines:
            continue
        missing = list((Counter(lines) - Counter(here)).elements())
        surplus = list((Counter(here) - Counter(lines)).elements())
        if len(missing) == len(surplus) == 1:
            yield Deviation(place, missing[0], surplus[0])
        else:
            yield from (Deviation(place, line, NOTHING) for line in missing)
            yield from (Deviation(place, NOTHING, line) for line in surplus)
