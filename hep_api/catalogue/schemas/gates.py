"""The schema of a gate: one shape for each word a clause may begin with."""

from collections.abc import Mapping

from hep_api.catalogue.clauses import EPISODE_DAYS, READERS, SETTINGS
from hep_api.catalogue.criteria import COMBINATORS, WORDS, Word
from hep_api.catalogue.schemas.shapes import FLAG, STRING, Schema, closed, list_of, number, one_of, ref, whole
from hep_api.catalogue.vocabulary import GOALS, RUN_STAGES, Known


def gate_definitions(known: Known) -> dict[str, Schema]:
    """Definitions of `gate` (a list of clauses) and `clause`, with the slugs of a catalogue."""
    reads = _reads(known)
    if reads.keys() != READERS.keys():
        raise ValueError(f"readers without a schema, or the other way round: {sorted(reads.keys() ^ READERS.keys())}")
    clauses = [_clause(word, rule, reads) for word, rule in WORDS.items()]
    return {
        "gate": list_of(ref("clause"), least=1),
        "clause": {"anyOf": [*clauses, *_combined(known)]},
    }


def _combined(known: Known) -> list[Schema]:
    """Clauses inside clauses, in the order of COMBINATORS."""
    shapes = {
        "any": closed(("any",), (), {"any": ref("gate")}),
        "all": closed(("all",), (), {"all": ref("gate")}),
        "if_goal": closed(("if_goal", "then"), (), {"if_goal": one_of(GOALS), "then": ref("clause")}),
        "if_recorded": closed(
            ("if_recorded", "then"), (), {"if_recorded": one_of(known.measurements), "then": ref("clause")}
        ),
    }
    return [shapes[name] for name in COMBINATORS]


def _clause(word: str, rule: Word, reads: Mapping[str, Schema]) -> Schema:
    shape = closed((word,), tuple(rule.args), {word: reads[rule.reads]} | {k: reads[v] for k, v in rule.args.items()})
    if rule.one_of:
        shape["oneOf"] = [{"required": [name]} for name in rule.one_of]
    if rule.some_of:
        shape["anyOf"] = [{"required": [name]} for name in rule.some_of]
    return shape


def _or(word: str, other: Schema) -> Schema:
    return {"anyOf": [{"const": word}, other]}


def _reads(known: Known) -> dict[str, Schema]:
    """What each reader of `clauses.READERS` takes, by the same name."""
    slug, true, false = one_of(known.exercises), {"const": True}, {"const": False}
    measurement, count = one_of(known.measurements), whole(1, 500)
    return {
        "measurement": measurement,
        "two_sided": measurement,
        "value": {"anyOf": [{"type": "number"}, FLAG, one_of(("yes", "no"))]},
        "difference": number(0, 1000),
        "percent": number(0, 200),
        "score": number(0, 10),
        "pain": _or("policy", number(0, 10)),
        "change": _or("mcid", number(0, 100)),
        "prom_score": number(-7, 100),
        "count": count,
        "amount": count,
        "exercises": {"anyOf": [slug, list_of(slug, least=1)]},
        "rung": STRING,
        "true": true,
        "form": {"const": "ok"},
        "sides": one_of(("both", "involved")),
        "setting": one_of(SETTINGS),
        "pain_window": {"const": "7d"},
        "three_days": {"const": "3d"},
        "episode_day": one_of(EPISODE_DAYS),
        "settled": {"const": "settled"},
        "training": one_of(("impact", *RUN_STAGES)),
        "surface": {"const": "flat"},
        "whose": {"const": "clinician"},
        "share": number(0, 10),
        "evidence": {"const": "14d"},
        "goal": {"const": "goal"},
        "stage": one_of(RUN_STAGES),
        "false": false,
        "clear": {"const": "clear"},
        "sign_off": one_of(("clinician", "overlap", "placement")),
        "run_gate": {"const": "default"},
        "phase_word": {"const": "phase"},
        "schedule_week": whole(1, 104),
        "confirmation": one_of(known.confirmations),
        "earlier_phase": STRING,
        "prom": one_of(known.vocabulary["proms"]),
    }
