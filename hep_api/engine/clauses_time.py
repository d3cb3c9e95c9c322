"""The words of a gate about time, sessions and signatures [MEASUREMENTS B.4]."""

from collections.abc import Callable

from hep_api.engine.checks import Check, Gate, not_yet_measurable
from hep_api.engine.protocol import Predicate
from hep_api.engine.restrictions import day_of


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


def _programme_week(predicate: Predicate, gate: Gate) -> Check:
    needed = int(predicate.arg("at_least") or predicate.subject)
    week = (gate.on - gate.plan.started_on).days // 7 + 1
    return Check(week >= needed, "gate.programme_week", "", str(week), str(needed))


def _weeks_since(predicate: Predicate, gate: Gate) -> Check:
    return _since(predicate, gate, 7, "gate.weeks_since")


def _days_since(predicate: Predicate, gate: Gate) -> Check:
    return _since(predicate, gate, 1, "gate.days_since")


def _since(predicate: Predicate, gate: Gate, unit_days: int, key: str) -> Check:
    """Weeks or days since a day of this episode; a day that was not recorded meets nothing."""
    began = day_of(gate.plan, predicate.subject)
    least, most = predicate.arg("at_least"), predicate.arg("at_most")
    asked = f">= {least}" if least else f"<= {most}"
    if began is None:
        return Check(False, key, predicate.subject, "", asked)
    passed = (gate.on - began).days // unit_days
    met = passed >= int(least) if least else passed <= int(most)
    return Check(met, key, predicate.subject, str(passed), asked)


def _signed(predicate: Predicate, gate: Gate) -> Check:
    subject = predicate.subject or predicate.word
    met = any(
        sign.kind == predicate.word and sign.subject == subject and sign.phase in (gate.phase.id, "")
        for sign in gate.plan.signed
    )
    return Check(met, f"gate.{predicate.word}", subject, "done" if met else "", "done")


WORDS: dict[str, Callable[[Predicate, Gate], Check]] = {
    "sessions": _sessions,
    "days": _days,
    "schedule_counted": _schedule_counted,
    "programme_week": _programme_week,
    "weeks_since": _weeks_since,
    "days_since": _days_since,
    "confirm": _signed,
    "sign_off": _signed,
    "run": not_yet_measurable,
    "prom": not_yet_measurable,
    "prom_change": not_yet_measurable,
    "prom_ceiling": not_yet_measurable,
}
"""The words about time, counts and people; run stages and outcome measures cannot be recorded yet."""
