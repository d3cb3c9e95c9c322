"""The words of a gate about how it feels: pain, mornings, soreness, swelling, reds [MEASUREMENTS B.4]."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from hep_api.engine import mornings
from hep_api.engine.checks import Check, Gate, asked_of, compared, not_yet_measurable, settled_after
from hep_api.engine.protocol import Predicate
from hep_api.engine.results import Settled


def _pain_worst(predicate: Predicate, gate: Gate) -> Check:
    """Highest worst score of sessions and mornings in 7 local days; fewer than 2 reports never meet it."""
    since = gate.on - timedelta(days=6)
    scores = [Decimal(s.worst) for s in gate.plan.sessions if since <= s.on <= gate.on and s.worst is not None]
    site = gate.content.protocol.region
    scores += [
        m.pain.to_integral_value(rounding=ROUND_CEILING)
        for m in mornings.mornings_at(gate.course, site)
        if since <= m.on <= gate.on and m.pain is not None
    ]
    asked = asked_of(predicate, gate)
    if len(scores) < 2:
        return Check(False, "gate.pain_worst_reports", "7d", str(len(scores)), asked)
    met, _ = compared(max(scores), predicate, gate)
    return Check(met, "gate.pain_worst", "7d", str(max(scores)), asked)


def _morning(predicate: Predicate, gate: Gate) -> Check:
    """The last n mornings were settled against their baseline, or the last n that followed a day of impact."""
    needed = int(predicate.arg("last", "1"))
    if predicate.arg("after") == "impact":
        days = _impact_days(gate)[-needed:]
        good = sum(settled_after(gate, day) for day in days)
        return Check(good >= needed, "gate.morning_after", "impact", str(good), str(needed))
    if predicate.arg("after"):
        return not_yet_measurable(predicate, gate)
    site = gate.content.protocol.region
    told = [entry for entry in mornings.mornings_at(gate.course, site) if entry.on <= gate.on]
    days = sorted({entry.on for entry in told})[-needed:]
    good = 0
    for day in days:
        reports = [entry for entry in told if entry.on == day]
        signs = [mornings.morning_sign(gate.course, gate.plan, site, r, gate.policy, gate.config) for r in reports]
        good += mornings.worst_of([sign.state for sign in signs]) is Settled.SETTLED
    return Check(good >= needed, "gate.morning", "settled", str(good), str(needed))


def _impact_days(gate: Gate) -> list[date]:
    """Days of impact work whose next morning has come."""
    slots = [slot for slot in gate.plan.slots if gate.content.exercises[slot.slug].impact]
    return sorted({entry.on for slot in slots for entry in slot.results if entry.on < gate.on})


def _trend(_predicate: Predicate, gate: Gate) -> Check:
    rising = mornings.trend_up(gate.course, gate.content.protocol.region, gate.on, gate.config)
    return Check(not rising, "gate.trend", "", "rising" if rising else "not rising", "not rising")


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


def _soreness(predicate: Predicate, gate: Gate) -> Check:
    """The muscle soreness told three days after a session, the latest within the evidence days."""
    since = gate.on - timedelta(days=gate.config.exit_evidence_days - 1)
    trained = {session.on + timedelta(days=3) for session in gate.plan.sessions if session.done}
    told = [
        entry.muscle_soreness
        for entry in mornings.mornings_at(gate.course, gate.content.protocol.region)
        if entry.muscle_soreness is not None and since <= entry.on <= gate.on and entry.on in trained
    ]
    asked = asked_of(predicate, gate)
    if not told:
        return Check(False, "gate.soreness_72h", "", "", asked)
    return Check(compared(told[-1], predicate, gate)[0], "gate.soreness_72h", "", str(told[-1]), asked)


def _swelling(predicate: Predicate, gate: Gate) -> Check:
    """The worst swelling told in 7 days, and not more in their second half than in their first; 2 reports at least."""
    grades = _grades(gate)
    asked = asked_of(predicate, gate)
    if len(grades) < 2:
        return Check(False, "gate.swelling", "", "", asked)
    days = sorted(grades)
    half = len(days) // 2
    rising = max(grades[day] for day in days[half:]) > max(grades[day] for day in days[:half])
    worst = max(grades.values())
    met = compared(Decimal(worst), predicate, gate)[0] and not rising
    return Check(met, "gate.swelling_rising" if rising else "gate.swelling", "", str(worst), asked)


def _grades(gate: Gate) -> dict[date, int]:
    since = gate.on - timedelta(days=6)
    found: dict[date, int] = {}
    told = [(s.on, s.swelling) for s in gate.plan.sessions]
    told += [(m.on, m.swelling) for m in mornings.mornings_at(gate.course, gate.content.protocol.region)]
    for on, grade in told:
        if grade is not None and since <= on <= gate.on:
            found[on] = max(grade, found.get(on, 0))
    return found


def _stiff_trend(_predicate: Predicate, gate: Gate) -> Check:
    """Morning stiffness not rising: the mean of 7 days against the 7 before, each with 4 values or more."""
    needed = gate.config.trend_min_values
    means = []
    for back in (6, 13):
        since = gate.on - timedelta(days=back)
        told = [
            Decimal(entry.stiffness_minutes)
            for entry in mornings.mornings_at(gate.course, gate.content.protocol.region)
            if entry.stiffness_minutes is not None and since <= entry.on <= since + timedelta(days=6)
        ]
        means.append(sum(told, Decimal(0)) / len(told) if len(told) >= needed else None)
    now, before = means
    if now is None or before is None:
        return Check(False, "gate.stiff_trend", "", "", "not rising")
    rising = now > before
    return Check(not rising, "gate.stiff_trend", "", "rising" if rising else "not rising", "not rising")


WORDS: dict[str, Callable[[Predicate, Gate], Check]] = {
    "pain_worst": _pain_worst,
    "morning": _morning,
    "trend_up": _trend,
    "stiff_trend": _stiff_trend,
    "soreness_72h": _soreness,
    "swelling": _swelling,
    "screen": _screen,
    "no_red": _no_red,
}
"""The words about signs and symptoms."""
