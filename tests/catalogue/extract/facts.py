"""What a part of spec.json says, place by place, in lines that can be set side by side and read aloud."""

import re
from collections.abc import Iterator

from tests.catalogue.extract.documents import Json
from tests.catalogue.extract.readings import said
from tests.catalogue.extract.rendering import dose_text, frequency_text, ladder_text, span

COLOURS = {"light": "red", "medium": "green", "moderate": "green", "heavy": "blue"}

NOT_NARROWED = "-"
"""The note of a listing of the catalogue that has no rung, goal or note of its own."""

Said = Iterator[tuple[str, list[str]]]
"""A place such as 'pfp.P2 exit', and what is said there."""


def exercise_facts(slug: str, entry: Json) -> Said:
    """An exercise, field by field."""
    dose = entry.get("dose")
    per_side = bool(dose and dose["per_side"])
    yield f"{slug} family", [entry["family"]]
    yield f"{slug} also", entry["also"]
    yield f"{slug} region", [entry["region"]]
    yield f"{slug} bands", [",".join(entry["bands"])]
    yield f"{slug} dose", [base_dose(entry)]
    yield f"{slug} side", ["ps" if per_side else "both"]
    yield f"{slug} tempo", [entry.get("tempo") or "-"]
    yield f"{slug} rest", [span(entry["rest"])]
    yield f"{slug} frequency", [frequency_text(entry["frequency"])]
    yield f"{slug} ladder", [ladder_text(entry["ladder"], per_side=per_side)]
    yield f"{slug} unit", [entry["unit"]]
    yield f"{slug} step", [entry.get("step") or "-"]
    yield f"{slug} begins", entry["begins"] if "begins" in entry else beginnings(entry)


def beginnings(entry: Json) -> list[str]:
    """The colour of a band or the percent of effort that a rung names [CORRECTIONS B13]; half-way counts as medium."""
    found = []
    for rung in (rung["text"] for rung in entry["ladder"]):
        colour = next((colour for weight, colour in COLOURS.items() if weight in rung), None)
        percent = re.search(r"(\d+)(?:-\d+)?%", rung)
        if colour and "cuff" not in rung and (entry["unit"] == "band" or "band" in rung):
            found.append(f"{rung}: {colour}")
        elif percent and entry["unit"] in {"hold", "load"}:
            found.append(f"{rung}: {percent[1]}%")
    return found


def base_dose(exercise: Json) -> str:
    """The dose of the catalogue, or who gives the numbers."""
    return dose_text(exercise["dose"]) if exercise.get("dose") else f"{exercise['scheduled_by']}-scheduled"


def protocol_facts(name: str, entry: Json) -> Said:
    """A protocol without its phases; an outline has nothing else."""
    yield f"{name} phases", [" ".join(phase["id"] for phase in entry["phases"])]
    if entry.get("outline"):
        return
    yield f"{name} run policy", [entry.get("run_policy") or "-"]
    yield f"{name} min_programme_weeks", [str(entry.get("min_programme_weeks") or "-")]
    yield f"{name} contraindications", [str(len(entry["contraindications"]))]
    yield f"{name} proms", entry["proms"]
    yield f"{name} forbid", entry["forbid"]
    yield f"{name} forbid_rungs", [f"{slug}: {rung}" for slug, rungs in entry["forbid_rungs"].items() for rung in rungs]
    yield f"{name} routines", [routine["when"] for routine in entry["routines"]]
    for routine in entry["routines"]:
        if "slugs" in routine:
            yield f"{name} routine {routine['when']}", [", ".join(sorted(routine["slugs"]))]
    yield f"{name} restrict", [_restriction(restriction) for restriction in entry["restrict"]]
    yield f"{name} sources", ["some" if entry["sources"] else "none"]
    yield from _schedule(name, entry.get("schedule"))


def _restriction(entry: Json) -> str:
    banned = ",".join(sorted([*entry.get("families", []), *entry.get("slugs", [])]))
    weeks = f"{entry['weeks']} weeks since {entry['since']}" if entry.get("weeks") else ""
    return f"{banned}: " + ", ".join(filter(None, [entry["when"], weeks, entry.get("until_confirmed")]))


def _schedule(name: str, schedule: Json | None) -> Said:
    """A table of weeks, as far as it is given."""
    if schedule is None:
        yield f"{name} schedule", ["-"]
        return
    if schedule["rows"]:
        sign = "RM" if schedule["rep_max"] else ""
        rows = [f"from week {row['from']} {row['sets']}x{row['amount']}{sign}" for row in schedule["rows"]]
        yield f"{name} schedule", [", ".join(rows)]
    if schedule.get("last_week"):
        yield f"{name} schedule's last week", [str(schedule["last_week"])]
    if schedule.get("sessions"):
        yield f"{name} schedule's sessions", [f"{schedule['sessions']['first']} to {schedule['sessions']['last']}"]
    if schedule.get("last_sets"):
        yield f"{name} schedule's sets at last", [str(schedule["last_sets"])]
    for phase, weeks in schedule["phases"].items():
        yield f"{name}.{phase} schedule weeks", [span(weeks)]


def phase_facts(place: str, phase: Json, core: set[str], told: dict[str, Json]) -> Said:
    """A phase; what it does not give is not said.

    `core` exercises may stand before the others [CORRECTIONS B2]: order counts among them, and among the others. `told`
    are the catalogue's exercises of which doses and frequencies are said as well.
    """
    yield f"{place} band", [phase["band"]]
    for key, text in (("policy", str), ("weeks", span), ("frequency", frequency_text)):
        if phase.get(key):
            yield f"{place} {key}", [text(phase[key])]
    listings = [listing for listing in phase["exercises"] if "slug" in listing]
    slugs = sorted((listing["slug"] for listing in listings), key=lambda slug: slug not in core)
    yield f"{place} exercises", [", ".join(slugs)]
    yield f"{place} terminal", ["yes" if phase.get("terminal") else "-"]
    yield f"{place} taper", [phase.get("taper") or "-"]
    yield f"{place} back to", [phase.get("back_to") or "-"]
    yield f"{place} slots", [listing["slot"] for listing in phase["exercises"] if "slot" in listing]
    for gate in ("entry", "exit"):
        if phase[gate]:
            yield f"{place} {gate}", [said(reading) for clause in phase[gate] for reading in clause.get("reads", [])]
    for slug in told:
        yield from _listing(
            f"{place} {slug}", [listing for listing in listings if listing["slug"] == slug], phase, told
        )


def _listing(here: str, listings: list[Json], phase: Json, told: dict[str, Json]) -> Said:
    """An exercise of a phase: the dose is the catalogue's where none is written, the frequency the phase's.

    Bouts of the catalogue stay where neither asks for more. Of one that is listed again only the dose is said as well.
    """
    listing, exercise, often = listings[0], told[listings[0]["slug"]], phase.get("frequency")
    yield f"{here} dose", sorted({_dose(again, exercise) for again in listings})
    bouts = exercise["frequency"]["bouts"]
    frequency = listing.get("frequency") or (often and {**often, "bouts": max(often["bouts"], bouts)})
    if frequency:
        yield f"{here} frequency", [frequency_text(frequency)]
    yield f"{here} instead of", [listing.get("instead_of") or "-"]
    yield f"{here} needs sign-off", ["yes" if listing.get("needs_sign_off") else "-"]
    yield f"{here} if goal", [listing.get("if_goal") or "-"]
    if note := listing.get("note"):
        yield f"{here} is narrowed", [note if note == NOT_NARROWED else "by a rung, a goal or a note"]


def _dose(listing: Json, exercise: Json) -> str:
    written = dose_text(listing["dose"]) if listing.get("dose") else listing.get("falling")
    return written or base_dose(exercise)
