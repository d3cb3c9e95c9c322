"""The words of a gate that look at stored observations, each judged on its own [MEASUREMENTS B.4]."""

from collections.abc import Callable
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from hep_api.engine import signals
from hep_api.engine.checks import Check, Gate
from hep_api.engine.facts import Form, Side
from hep_api.engine.protocol import Predicate
from hep_api.engine.results import Result, Settled
from hep_api.engine.state import Measured, Slot


def _compare(value: Decimal, predicate: Predicate, gate: Gate) -> tuple[bool, str]:
    setting = predicate.arg("setting")
    for name, symbol in (("at_least", ">="), ("at_most", "<="), ("below", "<"), ("above", ">"), ("equals", "=")):
        raw = predicate.arg(name)
        if not raw:
            continue
        limit = _limit(raw, gate)
        return _holds(value, symbol, limit), f"{symbol} {limit}"
    limit = Decimal(getattr(gate.content.config, setting))
    return value >= limit, f">= {limit}"


def _limit(raw: str, gate: Gate) -> Decimal:
    """A number as written; 'policy' is the tolerated pain, yes and no are stored as 1 and 0."""
    words = {"policy": Decimal(gate.policy.tolerated_max), "yes": Decimal(1), "no": Decimal(0)}
    return words[raw] if raw in words else Decimal(raw)


def _holds(value: Decimal, symbol: str, limit: Decimal) -> bool:
    results = {">=": value >= limit, "<=": value <= limit, "<": value < limit, ">": value > limit, "=": value == limit}
    return results[symbol]


def _asked(predicate: Predicate, gate: Gate) -> str:
    return _compare(Decimal(0), predicate, gate)[1]


def _newest(gate: Gate, slug: str) -> dict[Side, Measured]:
    since = gate.on - timedelta(days=gate.content.config.exit_evidence_days - 1)
    found: dict[Side, Measured] = {}
    for entry in gate.plan.measured:
        if entry.slug == slug and since <= entry.on <= gate.on:
            found[entry.side] = entry
    return found


def _measure(predicate: Predicate, gate: Gate) -> Check:
    """m(x): the newest value inside 14 days; with sides the worse one unless the clause says otherwise."""
    found = _newest(gate, predicate.subject)
    key, asked = "gate.measure", _asked(predicate, gate)
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
    judged = [(entry.value, _compare(entry.value, predicate, gate)[0]) for entry in found.values()]
    failing = [value for value, met in judged if not met]
    shown = failing[0] if failing else judged[0][0]
    return Check(not failing, key, predicate.subject, str(shown), asked)


def _days_met(predicate: Predicate, gate: Gate) -> int:
    since = gate.on - timedelta(days=gate.content.config.exit_evidence_days - 1)
    entries = [m for m in gate.plan.measured if m.slug == predicate.subject and since <= m.on <= gate.on]
    return len({entry.on for entry in entries if _compare(entry.value, predicate, gate)[0]})


def _pair(predicate: Predicate, gate: Gate) -> tuple[Decimal, Decimal] | None:
    found = _newest(gate, predicate.subject)
    if gate.plan.side not in (Side.LEFT, Side.RIGHT) or not {Side.LEFT, Side.RIGHT} <= found.keys():
        return None
    left, right = found[Side.LEFT], found[Side.RIGHT]
    if abs((left.on - right.on).days) > gate.content.config.lsi_pair_days:
        return None
    return (left.value, right.value) if gate.plan.side is Side.LEFT else (right.value, left.value)


def _lsi(predicate: Predicate, gate: Gate) -> Check:
    """Limb symmetry: involved / uninvolved x 100 from two values at most 7 days apart, compared unrounded."""
    pair, asked = _pair(predicate, gate), _asked(predicate, gate)
    if pair is None or pair[1] <= 0:
        return Check(False, "gate.lsi", predicate.subject, "", asked)
    involved, uninvolved = pair
    limit = Decimal(predicate.arg("at_least", "90"))
    shown = (involved * 100 / uninvolved).quantize(Decimal("0.1"))
    return Check(involved * 100 >= limit * uninvolved, "gate.lsi", predicate.subject, str(shown), asked)


def _side_diff(predicate: Predicate, gate: Gate) -> Check:
    pair, asked = _pair(predicate, gate), _asked(predicate, gate)
    if pair is None:
        return Check(False, "gate.side_diff", predicate.subject, "", asked)
    difference = abs(pair[0] - pair[1])
    met, _ = _compare(difference, predicate, gate)
    return Check(met, "gate.side_diff", predicate.subject, str(difference), asked)


def _pain_worst(predicate: Predicate, gate: Gate) -> Check:
    """Highest worst score of sessions and mornings in 7 local days; fewer than 2 reports never meet it."""
    since = gate.on - timedelta(days=6)
    scores = [Decimal(s.worst) for s in gate.plan.sessions if since <= s.on <= gate.on and s.worst is not None]
    site = gate.content.protocol.region
    scores += [
        m.pain.to_integral_value(rounding=ROUND_CEILING)
        for m in signals.mornings_at(gate.course, site)
        if since <= m.on <= gate.on and m.pain is not None
    ]
    asked = _asked(predicate, gate)
    if len(scores) < 2:
        return Check(False, "gate.pain_worst_reports", "7d", str(len(scores)), asked)
    met, _ = _compare(max(scores), predicate, gate)
    return Check(met, "gate.pain_worst", "7d", str(max(scores)), asked)


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
    asked = _rep_asked(predicate)
    values = (("left", str(max(0, needed - good))), ("rung", predicate.arg("rung")), ("dose", asked))
    return Check(good >= needed, "gate.rep", slug, str(good), str(needed), values=values)


def _rep_asked(predicate: Predicate) -> str:
    if predicate.arg("top") == "true" or not predicate.arg("target"):
        return "top of range"
    return f"{predicate.arg('sets', '1')}x{predicate.arg('target')}"


def _rep_met(result: Result, slot: Slot, predicate: Predicate, gate: Gate) -> bool:
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
    if pain and (result.worst is None or result.worst > _limit(pain, gate)):
        return False
    if predicate.arg("form") == "ok" and result.form is not Form.OK:
        return False
    if asked is not None and result.rung > asked:
        return result.full_hit
    if predicate.arg("target"):
        return result.dose.sets >= int(predicate.arg("sets", "1")) and result.dose.target >= int(
            predicate.arg("target")
        )
    return result.top_hit if predicate.arg("top") == "true" else result.full_hit


def _morning(predicate: Predicate, gate: Gate) -> Check:
    """The last n mornings were settled against their baseline."""
    if predicate.arg("after"):
        return _not_yet_measurable(predicate, gate)
    needed = int(predicate.arg("last", "1"))
    site = gate.content.protocol.region
    told = [entry for entry in signals.mornings_at(gate.course, site) if entry.on <= gate.on]
    days = sorted({entry.on for entry in told})[-needed:]
    good = 0
    for day in days:
        reports = [entry for entry in told if entry.on == day]
        signs = [
            signals.morning_sign(gate.course, gate.plan, site, r, gate.policy, gate.content.config) for r in reports
        ]
        good += signals.worst_of([sign.state for sign in signs]) is Settled.SETTLED
    return Check(good >= needed, "gate.morning", "settled", str(good), str(needed))


def _sessions(predicate: Predicate, gate: Gate) -> Check:
    needed = int(predicate.arg("at_least"))
    done = gate.plan.phase.sessions
    left = (("left", str(max(0, needed - done))),)
    return Check(done >= needed, "gate.sessions", "", str(done), str(needed), values=left)


def _days(predicate: Predicate, gate: Gate) -> Check:
    needed, first = int(predicate.arg("at_least")), gate.plan.phase.first_session_on
    done = (gate.on - first).days + 1 if first else 0
    return Check(done >= needed, "gate.days", "", str(done), str(needed))


def _schedule_counted(predicate: Predicate, gate: Gate) -> Check:
    needed = int(predicate.arg("at_least") or predicate.subject)
    done = gate.plan.weeks_counted
    left = (("left", str(max(0, needed - done))),)
    return Check(done >= needed, "gate.schedule_counted", "", str(done), str(needed), values=left)


def _trend(_predicate: Predicate, gate: Gate) -> Check:
    rising = signals.trend_up(gate.course, gate.content.protocol.region, gate.on, gate.content.config)
    return Check(not rising, "gate.trend", "", "rising" if rising else "not rising", "not rising")


def _programme_week(predicate: Predicate, gate: Gate) -> Check:
    needed = int(predicate.arg("at_least") or predicate.subject)
    week = (gate.on - gate.plan.started_on).days // 7 + 1
    return Check(week >= needed, "gate.programme_week", "", str(week), str(needed))


def _signed(predicate: Predicate, gate: Gate) -> Check:
    subject = predicate.subject or predicate.word
    met = any(
        sign.kind == predicate.word and sign.subject == subject and sign.phase in (gate.phase.id, "")
        for sign in gate.plan.signed
    )
    return Check(met, f"gate.{predicate.word}", subject, "done" if met else "", "done")


def _screen(_predicate: Predicate, gate: Gate) -> Check:
    """A full screen answered and no flag open."""
    asked, flagged = gate.course.screened_on, any(alert.tier for alert in gate.course.alerts)
    observed = "" if asked is None else "open flag" if flagged else "clear"
    return Check(asked is not None and not flagged, "gate.screen", "", observed, "clear")


def _no_red(_predicate: Predicate, gate: Gate) -> Check:
    since = gate.plan.phase.entered_on
    days = {red.on for red in gate.plan.reds if red.on >= since and not red.flare}
    days |= {lock.since_on for lock in gate.course.locks if lock.since_on >= since}
    return Check(not days, "gate.no_red", "", str(len(days)), "0")


def _not_yet_measurable(predicate: Predicate, _gate: Gate) -> Check:
    """Run stages and outcome measures are not recorded yet: such a clause is shown as such and never met."""
    return Check(False, "gate.not_yet_measurable", f"{predicate.word}:{predicate.subject}", measurable=False)


WORDS: dict[str, Callable[[Predicate, Gate], Check]] = {
    "measure": _measure,
    "lsi": _lsi,
    "side_diff": _side_diff,
    "pain_worst": _pain_worst,
    "rep": _rep,
    "morning": _morning,
    "sessions": _sessions,
    "days": _days,
    "schedule_counted": _schedule_counted,
    "trend_up": _trend,
    "programme_week": _programme_week,
    "confirm": _signed,
    "sign_off": _signed,
    "screen": _screen,
    "no_red": _no_red,
    "run": _not_yet_measurable,
    "prom": _not_yet_measurable,
    "prom_change": _not_yet_measurable,
    "prom_ceiling": _not_yet_measurable,
}
"""Every word a gate may use, and how it is judged."""
