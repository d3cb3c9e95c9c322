"""The protocols of SPEC 2.3 with their corrections, amendments and structured gates."""

import re
from collections.abc import Iterator

from tests.catalogue.extract.amendments import Amendments
from tests.catalogue.extract.documents import ExtractError, Json
from tests.catalogue.extract.doses import frequency
from tests.catalogue.extract.gates import gate, taper
from tests.catalogue.extract.listings import menu

PROSE = ("notes", "load_rule", "activity_rest", "home_substitution", "schedule")
Gates = dict[str, tuple[list[str], list[str]]]


def amended(protocols: list[Json], amendments: Amendments) -> None:
    """Apply the amendments of protocols and phases, in written order and in place."""
    for changes, targets in (
        (amendments.protocols, {entry["id"]: entry for entry in protocols}),
        (amendments.phases, {f"{entry['id']}.{phase['id']}": phase for entry, phase in _phases(protocols)}),
    ):
        for change in changes:
            for place in change["at"]:
                if place not in targets:
                    raise ExtractError(f"{change['row']}: there is no '{place}'")
                target = targets[place]
                target.update(change.get("set", {}))
                for key, values in change.get("add", {}).items():
                    target[key] = [*target.get(key, []), *values]
                for key, values in change.get("drop", {}).items():
                    target[key] = [value for value in target[key] if value not in values]


def _phases(protocols: list[Json]) -> Iterator[tuple[Json, Json]]:
    return ((entry, phase) for entry in protocols for phase in entry["phases"])


def protocol(entry: Json, gates: Gates, amendments: Amendments, slugs: set[str]) -> Json:
    """One protocol as spec.json holds it."""
    phases = [_phase(entry, place, gates, amendments, slugs) for place in range(len(entry["phases"]))]
    runs = any(listing.get("slug") == "run-walk" for phase in phases for listing in phase["exercises"])
    return {
        "name": entry["name"],
        "outline": entry.get("outline"),
        "policy": entry["pain_policy"],
        "run_policy": entry.get("run_policy", "default" if runs else None),
        "min_programme_weeks": entry.get("min_programme_weeks"),
        "phases": phases,
        "schedule": amendments.schedules.get(entry["id"]),
        "routines": amendments.routines.get(entry["id"], []),
        "forbid": entry.get("forbid", []),
        "forbid_rungs": entry.get("forbid_rungs", {}),
        "restrict": entry.get("restrict", []),
        "contraindications": entry.get("contraindications", []),
        "proms": entry.get("proms", []),
        "sources": entry["sources"],
        "prose": {key: entry[key] for key in PROSE if key in entry},
    }


def _phase(entry: Json, place: int, gates: Gates, amendments: Amendments, slugs: set[str]) -> Json:
    phase, policies = entry["phases"][place], entry["pain_policy"]
    here = f"{entry['id']}.{phase['id']}"
    entry_texts, exit_texts = gates.get(here, ([], []))
    return {
        "id": phase["id"],
        "band": phase["band"],
        "policy": policies[phase["id"]] if isinstance(policies, dict) else policies,
        "weeks": [str(number) for number in phase["weeks"]] if phase["weeks"] else None,
        "frequency": _often(here, phase["freq"]),
        "exercises": menu(phase["exercises"], slugs),
        "entry": gate(entry_texts, amendments.readings),
        "exit": gate(exit_texts, amendments.readings),
        "terminal": any(re.search(r"\bterminal\b(?!-)", text) for text in exit_texts) or None,
        "taper": taper(exit_texts),
        "back_to": entry["phases"][place - 1]["id"] if place else None,
    }


def _often(here: str, written: str | None) -> Json | None:
    """A phase's frequency; None where the documents give none in numbers."""
    found = written and frequency(written)
    if written and not found:
        raise ExtractError(f"{here}: '{written}' is no frequency")
    return found or None
