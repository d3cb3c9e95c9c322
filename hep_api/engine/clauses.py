"""The words of a gate that look at stored observations, each judged on its own [MEASUREMENTS B.4]."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from hep_api.engine.checks import Check, Gate, asked_of, compared, limit_of
from hep_api.engine.facts import Side
from hep_api.engine.protocol import Predicate
from hep_api.engine.results import Result
from hep_api.engine.slot import Slot
from hep_api.engine.state import Measured


def _newest(gate: Gate, slug: str) -> dict[Side, Measured]:
    since = gate.on - timedelta(days=gate.config.exit_evidence_days - 1)
    found: dict[Side, Measured] = {}
    for entry in gate.plan.measured:
        if entry.slug == slug and since <= entry.on <= gate.on:
            found[entry.side] = entry
    return found


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
    occasions = int(predicate.arg("occasions", "1"))
    if occasions > 1 and (days := _days_met(predicate, gate)) < occasions:
        return Check(
            False, "gate.measure_days", predicate.subject, str(days), str(occasions), values=(("asked", asked),)
        )
    judged = [(entry.value, compared(entry.value, predicate, gate)[0]) for entry in found.values()]
    failing = [value for value, met in judged if not met]
    shown = failing[0] if failing else judged[0][0]
    return Check(not failing, key, predicate.subject, str(shown), asked)


def _days_met(predicate: Predicate, gate: Gate) -> int:
    since = gate.on - timedelta(days=gate.config.exit_evidence_days - 1)
    entries = [m for m in gate.plan.measured if m.slug == predicate.subject and since <= m.on <= gate.on]
    return len({entry.on for entry in entries if compared(entry.value, predicate, gate)[0]})


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
    if pair is None or pair[1] <= 0:
        return Check(False, "gate.lsi", predicate.subject, "", asked)
    involved, uninvolved = pair
    limit = Decimal(predicate.arg("at_least"))
    shown = (involved * 100 / uninvolved).quantize(Decimal("0.1"))
    return Check(involved * 100 >= limit * uninvolved, "gate.lsi", predicate.subject, str(shown), asked)


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
    if asked is not None and result.rung < asked:
        return False
    rpe = predicate.arg("rpe_at_most")
    if rpe and (result.rpe is None or result.rpe > Decimal(rpe)):
        return False
    enough = predicate.arg("rpe_at_least")
    if enough and (result.rpe is None or result.rpe < Decimal(enough)):
        return False
    pain = predicate.arg("pain_at_most")
    if pain and (result.worst is None or result.worst > limit_of(pain, gate)):
        return False
    if asked is not None and result.rung > asked:
        return result.full_hit
    if predicate.arg("target"):
        return result.dose.sets >= int(predicate.arg("sets", "1")) and result.dose.target >= int(
            predicate.arg("target")
        )
    return result.top_hit if predicate.arg("top") == "true" else result.full_hit


WORDS: dict[str, Callable[[Predicate, Gate], Check]] = {
    "measure": _measure,
    "lsi": _lsi,
    "side_diff": _side_diff,
    "rep": _rep,
}
"""The words about tests and repetitions."""
