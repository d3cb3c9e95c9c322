"""The words of a gate that look at stored observations, each judged on its own [MEASUREMENTS B.4]."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from hep_api.engine.checks import Check, Gate, asked_of, compared, limit_of, readings, settled_after
from hep_api.engine.dose import LoadKind
from hep_api.engine.facts import Side
from hep_api.engine.protocol import Predicate
from hep_api.engine.results import Result
from hep_api.engine.slot import Slot
from hep_api.engine.state import Measured


def _newest(gate: Gate, slug: str) -> dict[Side, Measured]:
    return {entry.side: entry for entry in readings(slug, gate)}


def _measure(predicate: Predicate, gate: Gate) -> Check:
    """m(x): the newest value inside 14 days; with sides the worse one unless the clause says otherwise."""
    found = _newest(gate, predicate.subject)
    key, asked = "gate.measure", asked_of(predicate, gate)
    if predicate.arg("sides") == "both" and not {Side.LEFT, Side.RIGHT} <= found.keys():
        seen = ", ".join(sorted(side for side in found))
        return Check(False, key, predicate.subject, seen and f"{seen} only", asked)
    if predicate.arg("sides") == "involved" and gate.plan.side in (Side.LEFT, Side.RIGHT):
        found = {side: entry for side, entry in found.items() if side in (gate.plan.side, Side.NONE)}
    if not found:
        return Check(False, key, predicate.subject, "", asked)
    several = _several_days(predicate, gate, asked)
    if several is not None:
        return several
    judged = [(entry.value, compared(entry.value, predicate, gate)[0]) for entry in found.values()]
    failing = [value for value, met in judged if not met]
    shown = failing[0] if failing else judged[0][0]
    return Check(not failing, key, predicate.subject, str(shown), asked)


def _several_days(predicate: Predicate, gate: Gate, asked: str) -> Check | None:
    """What a clause asks of more days than one, None where it asks nothing of the kind or the days are there.

    `occasions` days that meet it, the newest `last` days all meeting it (with `next_morning` each settled by the next
    morning), or as many `days_in_a_row` up to today or yesterday.
    """
    met_by_day: dict[date, bool] = {}
    for entry in readings(predicate.subject, gate):
        met_by_day[entry.on] = met_by_day.get(entry.on, True) and compared(entry.value, predicate, gate)[0]
    if predicate.arg("next_morning"):
        met_by_day = {day: met and settled_after(gate, day) for day, met in met_by_day.items()}
    for name, key, count in SEVERAL:
        needed = int(predicate.arg(name, "0"))
        done = count(met_by_day, needed, gate.on)
        if needed and done < needed:
            return Check(False, key, predicate.subject, str(done), str(needed), values=(("asked", asked),))
    return None


def _occasions(met: dict[date, bool], _needed: int, _on: date) -> int:
    return sum(met.values())


def _newest_days(met: dict[date, bool], needed: int, _on: date) -> int:
    return sum(met[day] for day in sorted(met)[-needed:])


def _run(met: dict[date, bool], _needed: int, on: date) -> int:
    """Days in a row that meet it, counted back from today, or from yesterday while today is not told."""
    day, done = (on if on in met else on - timedelta(days=1)), 0
    while met.get(day):
        day, done = day - timedelta(days=1), done + 1
    return done


SEVERAL = (
    ("occasions", "gate.measure_days", _occasions),
    ("last", "gate.measure_last", _newest_days),
    ("days_in_a_row", "gate.measure_run", _run),
)
"""What a clause may ask of more days than one: its argument, its sentence, and how the days are counted."""


def _pair(predicate: Predicate, gate: Gate) -> tuple[Decimal, Decimal] | None:
    found = _newest(gate, predicate.subject)
    if gate.plan.side not in (Side.LEFT, Side.RIGHT) or not {Side.LEFT, Side.RIGHT} <= found.keys():
        return None
    left, right = found[Side.LEFT], found[Side.RIGHT]
    if abs((left.on - right.on).days) > gate.config.lsi_pair_days:
        return None
    return (left.value, right.value) if gate.plan.side is Side.LEFT else (right.value, left.value)


def _lsi(predicate: Predicate, gate: Gate) -> Check:
    """Limb symmetry: involved / uninvolved x 100 from two values at most 7 days apart, compared unrounded."""
    pair, asked = _pair(predicate, gate), asked_of(predicate, gate)
    if gate.plan.side not in (Side.LEFT, Side.RIGHT):
        return _no_other_side(predicate, gate)
    if pair is None or pair[1] <= 0:
        return Check(False, "gate.lsi", predicate.subject, "", asked)
    involved, uninvolved = pair
    limit = Decimal(predicate.arg("at_least"))
    shown = (involved * 100 / uninvolved).quantize(Decimal("0.1"))
    return Check(involved * 100 >= limit * uninvolved, "gate.lsi", predicate.subject, str(shown), asked)


def _no_other_side(predicate: Predicate, gate: Gate) -> Check:
    """Both limbs are involved: the worse one against the number a clinician has set, else never met [rule 2]."""
    own = dict(gate.plan.targets).get(predicate.subject)
    values = [entry.value for entry in _newest(gate, predicate.subject).values()]
    seen = str(min(values)) if values else ""
    met = own is not None and bool(values) and min(values) >= Decimal(own)
    return Check(met, "gate.lsi_both", predicate.subject, seen, f">= {own}" if own else "")


def _side_diff(predicate: Predicate, gate: Gate) -> Check:
    pair, asked = _pair(predicate, gate), asked_of(predicate, gate)
    if pair is None:
        return Check(False, "gate.side_diff", predicate.subject, "", asked)
    difference = abs(pair[0] - pair[1])
    met, _ = compared(difference, predicate, gate)
    return Check(met, "gate.side_diff", predicate.subject, str(difference), asked)


def _rep(predicate: Predicate, gate: Gate) -> Check:
    """The last qualifying sessions at this rung or a harder one reached every set; all slugs, or `any_count`."""
    slugs = predicate.subject.split(",")
    parts = tuple(_rep_one(predicate, gate, slug) for slug in slugs)
    if len(parts) == 1:
        return parts[0]
    needed = int(predicate.arg("any_count", str(len(parts))))
    met = sum(1 for part in parts if part.met)
    return Check(met >= needed, "gate.rep_several", predicate.subject, str(met), str(needed), parts=parts)


def _rep_one(predicate: Predicate, gate: Gate, slug: str) -> Check:
    slot = next((entry for entry in gate.plan.slots if entry.slug == slug), None)
    needed, of_last = int(predicate.arg("sessions", "1")), int(predicate.arg("of_last", "0"))
    done = [entry for entry in slot.results if entry.bout == 1 and entry.final is not None] if slot else []
    recent = done[-(of_last or needed) :]
    within = int(predicate.arg("within_days", "0"))
    if within:
        recent = [entry for entry in done if entry.on > gate.on - timedelta(days=within)]
    good = sum(1 for entry in recent if slot and _rep_met(entry, slot, predicate, gate))
    asked = _repasked_of(predicate)
    values = (("left", str(max(0, needed - good))), ("rung", predicate.arg("rung")), ("dose", asked))
    return Check(good >= needed, "gate.rep", slug, str(good), str(needed), values=values)


def _repasked_of(predicate: Predicate) -> str:
    if predicate.arg("top") == "true" or not predicate.arg("target"):
        return "top of range"
    return f"{predicate.arg('sets', '1')}x{predicate.arg('target')}"


def _rep_met(result: Result, slot: Slot, predicate: Predicate, gate: Gate) -> bool:
    """Whether one session is what a clause asks; that it qualifies says already that its form was clean."""
    if not result.qualifies:
        return False
    named = predicate.arg("rung")
    asked = gate.content.exercises[slot.slug].rung_index(named) if named else None
    if (asked is not None and result.rung < asked) or not _within_limits(result, slot, predicate, gate):
        return False
    if asked is not None and result.rung > asked:
        return result.full_hit
    if predicate.arg("target"):
        return result.dose.sets >= int(predicate.arg("sets", "1")) and result.dose.target >= int(
            predicate.arg("target")
        )
    if predicate.arg("top") != "true" or (asked is None and _topped_below(result, slot, gate)):
        return result.full_hit
    return result.top_hit


def _within_limits(result: Result, slot: Slot, predicate: Predicate, gate: Gate) -> bool:
    """Whether effort, pain and load of one session are inside what a clause asks; an unknown one never is."""
    bounds = {name: predicate.arg(name) for name in ("rpe_at_most", "rpe_at_least", "pain_at_most")}
    rpe, worst, share = result.rpe, result.worst, predicate.arg("share_of_1rm_at_least")
    return (
        (not bounds["rpe_at_most"] or (rpe is not None and rpe <= Decimal(bounds["rpe_at_most"])))
        and (not bounds["rpe_at_least"] or (rpe is not None and rpe >= Decimal(bounds["rpe_at_least"])))
        and (not bounds["pain_at_most"] or (worst is not None and worst <= limit_of(bounds["pain_at_most"], gate)))
        and (not share or _heavy_enough(result, slot, Decimal(share)))
    )


def _topped_below(result: Result, slot: Slot, gate: Gate) -> bool:
    """Whether the top was reached on an easier rung while that is evidence: the step it earned keeps the clause."""
    since = gate.on - timedelta(days=gate.config.exit_evidence_days - 1)
    return any(
        entry.qualifies and entry.top_hit and entry.rung < result.rung and since <= entry.on < result.on
        for entry in slot.results
    )


def _heavy_enough(result: Result, slot: Slot, share: Decimal) -> bool:
    """Whether the load was this share of the best one-repetition maximum that the log of this rung speaks for."""
    load = result.dose.load.value
    estimates = [found for entry in slot.results if entry.rung == result.rung and (found := _one_rep_max(entry))]
    return load is not None and bool(estimates) and load >= share * max(estimates)


def _one_rep_max(result: Result) -> Decimal | None:
    """Load x (1 + repetitions to failure / 30), repetitions in reserve being 10 - RPE [Epley; own]; None if unknown."""
    load = result.dose.load.value
    if result.dose.load.kind is not LoadKind.KG or load is None or result.rpe is None or not result.full_hit:
        return None
    return load * (1 + (result.dose.target + 10 - result.rpe) / 30)


WORDS: dict[str, Callable[[Predicate, Gate], Check]] = {
    "measure": _measure,
    "lsi": _lsi,
    "side_diff": _side_diff,
    "rep": _rep,
}
"""The words about tests and repetitions."""
