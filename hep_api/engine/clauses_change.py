"""The words of a gate that compare now with before: since the phase began, week with week [MEASUREMENTS B.4]."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from hep_api.engine import mornings
from hep_api.engine.checks import Check, Gate, not_yet_measurable, readings
from hep_api.engine.protocol import Predicate
from hep_api.engine.state import Measured


def _since_start(predicate: Predicate, gate: Gate) -> Check:
    """The newest value against the one the phase began with; without a later one than that it is never met."""
    before, now = _first_and_newest(predicate.subject, gate)
    asked = _asked(predicate)
    if before is None or now is None or now.fact_id == before.fact_id:
        return Check(False, "gate.since_start", predicate.subject, "", asked)
    shown = f"{before.value} -> {now.value}"
    met = _changed_enough(predicate, before.value, now.value)
    return Check(met, "gate.since_start", predicate.subject, shown, asked)


def _changed_enough(predicate: Predicate, before: Decimal, now: Decimal) -> bool:
    gain, most, least = (predicate.arg(name) for name in ("gain_at_least", "share_at_most", "share_at_least"))
    floor = predicate.arg("not_below")
    return (
        (not gain or now - before >= Decimal(gain))
        and (not most or now <= before * Decimal(most))
        and (not least or now >= before * Decimal(least))
        and (predicate.arg("lower") != "true" or now < before)
        and (not floor or now >= Decimal(floor))
    )


def _asked(predicate: Predicate) -> str:
    words = {"gain_at_least": "+{}", "share_at_most": "<= {} x", "share_at_least": ">= {} x", "not_below": ">= {}"}
    said = [words[name].format(value) for name, value in predicate.args if name in words]
    return ", ".join([*said, *(["lower"] if predicate.arg("lower") == "true" else [])])


def _first_and_newest(slug: str, gate: Gate) -> tuple[Measured | None, Measured | None]:
    """What was known when the phase began (else its first value since), and the newest that is still evidence."""
    told = [entry for entry in gate.plan.measured if entry.slug == slug and entry.on <= gate.on]
    began = gate.plan.phase.entered_on
    earlier = [entry for entry in told if entry.on <= began]
    first = earlier[-1] if earlier else next(iter(told), None)
    fresh = readings(slug, gate)
    return first, fresh[-1] if fresh else None


def _not_rising(predicate: Predicate, gate: Gate) -> Check:
    """The mean of 7 days is not above that of the 7 before, each with 4 days told or more."""
    means = [_mean(predicate.subject, gate, gate.on - timedelta(days=back)) for back in (6, 13)]
    now, before = means
    if now is None or before is None:
        return Check(False, "gate.not_rising", predicate.subject, "", "not rising")
    return Check(now <= before, "gate.not_rising", predicate.subject, "" if now <= before else "rising", "not rising")


def _mean(slug: str, gate: Gate, since: date) -> Decimal | None:
    by_day = {
        entry.on: entry.value
        for entry in gate.plan.measured
        if entry.slug == slug and since <= entry.on <= since + timedelta(days=6)
    }
    return sum(by_day.values(), Decimal(0)) / len(by_day) if len(by_day) >= gate.config.trend_min_values else None


def _rung_gain(predicate: Predicate, gate: Gate) -> Check:
    """Rungs climbed since the phase began, the best of the exercises named."""
    needed, best = int(predicate.arg("at_least")), 0
    for slot in gate.plan.slots:
        if slot.slug in predicate.subject.split(","):
            best = max(best, slot.rung - slot.phase_rung)
    return Check(best >= needed, "gate.rung_gain", predicate.subject, str(best), str(needed))


def _flares_settle(_predicate: Predicate, gate: Gate) -> Check:
    """Every flare of the evidence days was told to be gone the next morning; one that nobody followed up was not."""
    since = gate.on - timedelta(days=gate.config.exit_evidence_days - 1)
    told = [m for m in mornings.mornings_at(gate.course, gate.content.protocol.region) if since <= m.on <= gate.on]
    flares, calm = {m.on for m in told if m.flare}, {m.on for m in told if not m.flare}
    lasting = [on for on in flares if on + timedelta(days=1) in flares or on + timedelta(days=1) not in calm]
    observed = str(max(lasting)) if lasting else ""
    return Check(bool(told) and not lasting, "gate.flares_settle", "", observed, "")


WORDS: dict[str, Callable[[Predicate, Gate], Check]] = {
    "since_start": _since_start,
    "not_rising": _not_rising,
    "rung_gain": _rung_gain,
    "flares_settle": _flares_settle,
    "psfs": not_yet_measurable,
}
"""The words about change; a goal activity cannot be scored yet."""
