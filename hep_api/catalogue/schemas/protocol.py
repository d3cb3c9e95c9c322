"""The schema of protocols/<id>.yaml."""

from hep_api.catalogue import listings, open_slots, protocols, restrictions, routines, settings
from hep_api.catalogue.clauses import EPISODE_DAYS
from hep_api.catalogue.grammar import DOSE_PATTERN, FREQUENCY_PATTERN
from hep_api.catalogue.schemas import shapes
from hep_api.catalogue.schemas.gates import gate_definitions
from hep_api.catalogue.schemas.schedule import schedule_definitions
from hep_api.catalogue.schemas.shapes import (
    DRAFT,
    FLAG,
    SLUG,
    STRING,
    Schema,
    closed,
    interval,
    list_of,
    map_of,
    one_of,
    ref,
    whole,
    written,
)  # fmt: skip
from hep_api.catalogue.vocabulary import FAMILIES, GOALS, RUN_POLICIES, Known
from hep_api.engine.configuring import SETTINGS

NULL_OR_TEXT: Schema = {"type": ["string", "null"], "minLength": 1}


def protocol_schema(known: Known) -> Schema:
    """The schema with the slugs and words of a catalogue."""
    return {
        "$schema": DRAFT,
        "title": "A protocol",
        "definitions": {
            "text": shapes.texts(),
            "exercise": one_of(known.exercises),
            "source": one_of(known.vocabulary["sources"]),
            "family": one_of(FAMILIES),
            "phase": _phase(),
            "listing": _listing(known),
            "place": _place(),
            "restriction": _restriction(known),
            "routine": _routine(),
            **gate_definitions(known),
            **schedule_definitions(),
        },
        **_whole(known),
    }


def _whole(known: Known) -> Schema:
    return closed(
        protocols.REQUIRED,
        protocols.OPTIONAL,
        {
            "id": STRING,
            "version": written(r"^\d+\.\d+\.\d+$"),
            "name": ref("text"),
            "patient_name": ref("text"),
            "region": one_of(known.vocabulary["regions"]),
            "pain_policy": one_of(protocols.PAIN_POLICIES),
            "contraindications": list_of(ref("text")),
            "proms": list_of(one_of(known.vocabulary["proms"])),
            "phases": list_of(ref("phase"), least=1),
            "notes": list_of(ref("text")),
            "sources": list_of(ref("source"), least=1),
            "review": closed(protocols.REVIEW, (), dict.fromkeys(protocols.REVIEW, NULL_OR_TEXT)),
            "run_policy": one_of(RUN_POLICIES),
            "min_programme_weeks": whole(1, 104),
            "schedule": ref("schedule"),
            "config": map_of(
                one_of([name for name, row in SETTINGS.items() if not row.fixed]),
                closed(settings.KEYS, (), {"value": {"type": ["number", "string"]}, "why": STRING}),
            ),
            "restrict": list_of(ref("restriction")),
            "forbid": list_of(ref("exercise")),
            "forbid_rungs": map_of(ref("exercise"), list_of(STRING, least=1)),
            "routines": list_of(ref("routine")),
        },
    )


def _phase() -> Schema:
    return closed(
        protocols.PHASE_REQUIRED,
        protocols.PHASE_OPTIONAL,
        {
            "id": STRING,
            "band": one_of(protocols.PHASE_BANDS),
            "name": ref("text"),
            "weeks": interval(0, 104),
            "freq": written(FREQUENCY_PATTERN),
            "exercises": list_of({"anyOf": [ref("listing"), ref("place")]}, least=1),
            "entry": ref("gate"),
            "exit": ref("gate"),
            "pain_policy": one_of(protocols.PAIN_POLICIES),
            "schedule_weeks": interval(1, 104),
            "back_to": STRING,
            "terminal": FLAG,
            "taper": closed(
                protocols.TAPER,
                (),
                {"before": one_of(EPISODE_DAYS), "days": whole(1, 84), "per_week": whole(1, 7)},
            ),
        },
    )


def _listing(known: Known) -> Schema:
    keys = {
        "slug": ref("exercise"),
        "dose": written(DOSE_PATTERN),
        "freq": written(FREQUENCY_PATTERN),
        **dict.fromkeys(("start_rung", "from", "to"), STRING),
        "core": FLAG,
        "scheduled": {"anyOf": [FLAG, SLUG]},
        "if_goal": one_of(GOALS),
        "override": ref("source"),
        "note": ref("text"),
        "instead_of": ref("exercise"),
        "quota": closed(listings.QUOTA, (), dict.fromkeys(listings.QUOTA, whole(1, 600))),
        "requires": {"const": "sign_off"},
    }
    rungs = {slug: list(entry.rung_names) for slug, entry in known.exercises.items()}
    return closed(("slug",), listings.OPTIONAL, keys) | {
        "allOf": [
            {
                "if": {"properties": {"slug": {"const": slug}}},
                "then": {"properties": {key: {"enum": ids} for key in ("start_rung", "from", "to")}},
            }
            for slug, ids in rungs.items()
        ]
    }


def _place() -> Schema:
    return closed(
        open_slots.REQUIRED,
        open_slots.OPTIONAL,
        {
            "slot": SLUG,
            "name": ref("text"),
            "required": FLAG,
            "family": ref("family"),
            "at_most": whole(1, 6),
            "note": ref("text"),
        },
    )


def _restriction(known: Known) -> Schema:
    return closed(
        restrictions.REQUIRED,
        restrictions.OPTIONAL,
        {
            "source": ref("source"),
            "families": list_of(ref("family")),
            "slugs": list_of(ref("exercise")),
            "when": map_of(one_of(restrictions.EPISODE_WORDS), STRING) | {"minProperties": 1, "maxProperties": 1},
            "since": one_of(EPISODE_DAYS),
            "weeks": whole(1, 104),
            "until_confirmed": one_of(known.confirmations),
        },
    )


def _routine() -> Schema:
    item = {"slug": ref("exercise"), "dose": written(DOSE_PATTERN), "rung": STRING}
    return closed(
        routines.REQUIRED,
        routines.OPTIONAL,
        {
            "id": SLUG,
            "name": ref("text"),
            "when": one_of(routines.TIMES),
            "exercises": list_of(closed(routines.ITEM_REQUIRED, routines.ITEM_OPTIONAL, item), least=1),
            "phases": list_of(STRING),
        },
    )
