"""A patient's days: the morning report, today's agenda, the session - and a row of the table for each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stack.demo.client import require
from stack.demo.clock import Calendar, DemoClock
from stack.demo.people import Json, Patient, Therapist, done
from stack.demo.table import Table

PAGE = 100
DIGITS = re.compile(r"\d+")
TOLD_AT_ONCE = "at_once"
ENGINE = "engine"


@dataclass(frozen=True)
class Trained:
    """One session as the table will show it once its morning is in."""

    on: date
    prescribed: str
    how: str
    pain: float


@dataclass
class Diary:
    """One patient's course, day by day; `decisions` and `doses` keep what the product said, for the story's asserts.

    `doses` maps a day to the doses its agenda showed, by exercise slug, such as {"hip-hike": "3x10"}.
    """

    clock: DemoClock
    calendar: Calendar
    table: Table
    therapist: Therapist
    patient: Patient
    plan_id: str
    decisions: list[Json] = field(default_factory=list)
    doses: dict[date, dict[str, str]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _trained: Trained | None = None

    def morning(self, on: date, pain: float, wall: str = "07:30", **answers: Any) -> list[Json]:
        """Report a morning; returns the new decisions, which also finish the row of the day before."""
        self.clock.move_to(on, wall)
        self.patient.report_morning(pain, **answers)
        made = self.news()
        finals = [decision for decision in made if decision["stage"] == "final"]
        if self._trained is not None:
            self._finish(self._trained, f"then {pain:g}", finals)
        self._trained = None
        for decision in made:
            # What the therapist did has a row of its own already.
            if decision["stage"] == TOLD_AT_ONCE and decision["actor"] == ENGINE:
                self.table.row(self.calendar.label(on), decision=_headline(decision), why=_why([decision]))
        return made

    def look(self, on: date, wall: str) -> Json:
        """Today's agenda of the plan at this time; keeps its doses."""
        self.clock.move_to(on, wall)
        plans = [plan for plan in self.patient.today()["plans"] if plan["plan_id"] == self.plan_id]
        require(len(plans) == 1, f"{self.calendar.label(on)}: today shows {len(plans)} plans of this id, not one.")
        today: Json = plans[0]
        self.doses[on] = {item["slug"]: item["dose_text"] for item in today["exercises"]}
        return today

    def train(
        self,
        on: date,
        pain: float,
        effort: float,
        *,
        wall: str = "17:15",
        each: Mapping[str, Mapping[str, Any]] | None = None,
        told: str = "",
    ) -> Json:
        """Do today's session as prescribed; `each` changes answers by slug, `told` says so in the table."""
        today = self.look(on, wall)
        require(today["day"] == "due", f"{self.calendar.label(on)} should be a training day, not '{today['day']}'.")
        changes = each or {}
        answers = {item["slug"]: {"pain": pain, "effort": effort, **changes.get(item["slug"], {})}
                   for item in today["exercises"]}  # fmt: skip
        logs = [done(item, **answers[item["slug"]]) for item in today["exercises"]]
        answer = self.patient.log_session(self.clock.at(on, wall).isoformat(), logs)
        worst = max(float(one["pain"]) for one in answers.values())
        hardest = max(float(one["effort"]) for one in answers.values())
        how = "\n".join(part for part in ("all of it", f"effort {hardest:g}", told) if part)
        self._trained = Trained(on, menu(today), how, worst)
        return answer

    def stopped(self) -> None:
        """Finish the row of a session that was stopped, without waiting for its morning."""
        trained = self._trained
        require(trained, "There is no session to finish.")
        if trained is not None:
            self._finish(trained, "", [decision for decision in self.news() if decision["outcome"] == "STOP_ALERT"])
        self._trained = None

    def news(self) -> list[Json]:
        """The decisions made since the last time, oldest first."""
        items = self.therapist.api.get(f"/v1/plans/{self.plan_id}/decisions", limit=PAGE)["items"]
        fresh = [decision for decision in reversed(items) if decision["id"] not in self._seen]
        self._seen.update(decision["id"] for decision in fresh)
        self.decisions += fresh
        return fresh

    def visit(self, on: date, wall: str, does: str, why: str) -> None:
        """A row for what the therapist does; moves the clock there first."""
        self.clock.move_to(on, wall)
        self.table.row(self.calendar.label(on), done=f"therapist {does}", why=why)

    def _finish(self, trained: Trained, morning: str, decisions: list[Json]) -> None:
        pain = "\n".join(part for part in (f"{trained.pain:g}", morning) if part)
        said = "\n".join(dict.fromkeys(_headline(decision) for decision in decisions))
        changes = [changed(decision) for decision in decisions if decision["change"]]
        self.table.row(
            self.calendar.label(trained.on),
            prescribed=trained.prescribed,
            done=trained.how,
            pain=pain,
            decision="\n".join([said, *changes]),
            why=_why(decisions),
        )


def menu(today: Mapping[str, Any]) -> str:
    """What a day prescribes, an exercise a line."""
    return "\n".join(f"{item['name']} {item['dose_text']}" for item in today["exercises"])


def changed(decision: Mapping[str, Any]) -> str:
    """What becomes of a prescription, in short: the dose from and to, or the new variant with its dose."""
    before, after = decision["before"], decision["after"]
    mark = "proposed: " if decision["proposed"] else ""
    if before["rung"] == after["rung"]:
        return f"- {mark}{decision['name']} {before['dose_text']} -> {after['dose_text']}"
    return f"- {mark}{decision['name']} -> {after['rung']['name']} {after['dose_text']}"


def _headline(decision: Mapping[str, Any]) -> str:
    return f"{decision['outcome']}: {decision['headline']}"


def _why(decisions: list[Json]) -> str:
    """Every rule that matched: sentences that differ only in their numbers once, with how often they were said."""
    found: dict[str, list[str]] = {}
    for match in (match for decision in decisions for match in decision["matched"]):
        told = f"{match['rule']}: {match['sentence']}"
        found.setdefault(DIGITS.sub("", told) if len(decisions) > 1 else told, []).append(told)
    return "\n".join(alike[0] + (f" ({len(alike)}x)" if len(alike) > 1 else "") for alike in found.values())
