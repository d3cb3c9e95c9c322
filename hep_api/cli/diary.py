"""A played case as a diary: what was due on each day, what was done and what was decided, in one language."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from hep_api.catalogue import Catalogue
from hep_api.catalogue.cases import Played
from hep_api.catalogue.cases.doses import dose_words, load_words
from hep_api.catalogue.cases.playing import Made
from hep_api.engine.agenda import Agenda
from hep_api.engine.explain import Phrase, headline, said
from hep_api.engine.facts import (
    Action,
    AfterCheckIn,
    Assign,
    ExerciseLog,
    Measurement,
    MorningReport,
    Pause,
    RunLoad,
    Screen,
    SessionLog,
)
from hep_api.engine.outcomes import Decision, Outcome, Stage
from hep_api.plans.rendering import moved
from hep_api.plans.words import Words

UNKNOWN = "?"
FLAGS = (
    "pain", "stiffness", "stiffness_minutes", "swelling", "limp", "instability", "night_pain", "muscle_soreness",
)  # fmt: skip
"""Answers of a session or morning, in the order in which a diary tells them."""


def diary(played: Played, catalogue: Catalogue, language: str) -> Iterator[str]:
    """The lines of a diary, day by day."""
    given = played.case.given
    writer = _Writer(played, Words(catalogue, language, given.content))
    content = given.content.protocol
    yield f"{played.case.name} ({played.case.place})"
    yield f"{content.id}, {content.policy}, {given.autonomy}, {given.zone}"
    for agenda in played.days:
        lines = list(writer.day(agenda))
        if lines:
            yield ""
            yield given.named(agenda.on)
            yield from lines
    yield ""


@dataclass(frozen=True, slots=True)
class _Writer:
    played: Played
    words: Words

    def day(self, agenda: Agenda) -> Iterator[str]:
        """The lines of one day; none when nothing was due, done or decided."""
        on = agenda.on
        made = [entry for entry in self.played.made if entry.fact.credited_on == on]
        decisions = [entry for entry in self.played.course.emitted if entry.decided_on == on]
        told = [(entry.fact.occurred_at, line) for entry in made for line in self.done(entry)]
        told += [(entry.decided_at, line) for entry in decisions for line in self.decided(entry)]
        if told or agenda.items:
            yield from (*self.due(agenda), *(line for _, line in sorted(told, key=lambda pair: pair[0])))

    def label(self, word: str) -> str:
        return f"  {self.words.say(Phrase(f'diary.{word}')):<12}"

    def due(self, agenda: Agenda) -> Iterator[str]:
        items = [f"{self.words.exercise(item.slot.slug)} {dose_words(item.slot.dose)}" for item in agenda.items]
        yield f"{self.label('due')}{self.words.say(Phrase(f'day.{agenda.day}'))} {'; '.join(items)}".rstrip()
        for item in agenda.resting:
            why = self.words.say(Phrase(f"resting.{item.resting}"))
            yield f"{self.label('rests')}{self.words.exercise(item.slot.slug)}: {why}"

    def done(self, made: Made) -> Iterator[str]:
        """What happened, with the day it reached us when that was later."""
        fact = made.fact
        at = fact.occurred_at.astimezone(ZoneInfo(fact.zone))
        late = self.late(made)
        match fact.body:
            case SessionLog() as body:
                told = [self.exercise(made, log) for log in body.exercises]
                yield f"{self.label('session')}{at:%H:%M} {'; '.join([*told, *self.flags(body)])}{late}"
            case MorningReport() as body:
                yield f"{self.label('morning')}{at:%H:%M} {', '.join(self.flags(body))}{late}"
            case AfterCheckIn(_, pain, minutes):
                yield f"{self.label('after')}{at:%H:%M} {self.pair('pain', pain)}, {self.pair('settle', minutes)}{late}"
            case Screen(answers):
                yes = ", ".join(question for question, answer in answers if answer)
                yield f"{self.label('screen')}{at:%H:%M} {yes or self.words.say(Phrase('value.clear'))}{late}"
            case Measurement(slug, value, side):
                name = self.words.say(Phrase("diary.named", (("subject", slug),)))
                yield f"{self.label('measured')}{name}: {value}{'' if side == 'none' else f' ({side})'}{late}"
            case Pause(from_on, until_on, reason):
                yield f"{self.label('pause')}{from_on} - {until_on or UNKNOWN}: {reason}{late}"
            case RunLoad(spike, acwr, signs):
                signals = {"spike": spike, "acwr": acwr, "warning_signs": signs}
                shown = ", ".join(self.pair(name, value) for name, value in signals.items() if value is not None)
                yield f"{self.label('run_load')}{at:%H:%M} {shown}{late}"
            case Action(verb, reason):
                yield f"{self.label('therapist')}{at:%H:%M} {verb}: {reason}{late}"
            case Assign():
                yield f"{self.label('given')}{self.words.plan()}"

    def late(self, made: Made) -> str:
        """Whether it is a correction, and when it reached us if not at once."""
        notes = []
        if isinstance(made.fact.body, SessionLog | MorningReport) and made.fact.body.corrects:
            notes.append(self.words.say(Phrase("diary.correction")))
        if made.received_at > made.fact.occurred_at:
            received = made.received_at.astimezone(ZoneInfo(made.fact.zone))
            notes.append(self.words.say(Phrase("diary.received", (("observed", f"{received:%Y-%m-%d %H:%M}"),))))
        return f" ({', '.join(notes)})" if notes else ""

    def exercise(self, made: Made, log: ExerciseLog) -> str:
        slug = next((slot.slug for slot in made.slots if slot.id == log.prescription_id), UNKNOWN)
        reps = ", ".join(str(entry.achieved) for entry in log.sets)
        load = next((load_words(entry.load) for entry in log.sets if entry.load), "")
        pain = ", ".join(_shown(entry.pain) for entry in log.sets)
        form = "" if log.form == "ok" else f" {log.form or UNKNOWN}"
        amount = f"{reps} {load}".strip()
        return f"{self.words.exercise(slug)} {amount} {self.pair('pain', pain)} {self.pair('effort', log.rpe)}{form}"

    def flags(self, body: SessionLog | MorningReport) -> Iterator[str]:
        """Every answer that is not the quiet one."""
        for name in FLAGS:
            value = getattr(body, name, 0)
            if value or value is None or (name == "pain" and isinstance(body, MorningReport)):
                yield self.pair(name, value)

    def pair(self, name: str, value: object) -> str:
        shown = UNKNOWN if value is None else self.words.say(Phrase("diary.yes")) if value is True else str(value)
        return f"{self.words.say(Phrase(f'diary.{name}'))} {shown}"

    def decided(self, decision: Decision) -> Iterator[str]:
        """A decision in its sentences, each with its rule; what a session holds until its morning is left out."""
        if decision.stage is Stage.PROVISIONAL and decision.outcome is Outcome.HOLD:
            return
        slug = self.words.slug_of(decision.plan_id, decision.slot_id)
        about = f"{self.words.exercise(slug)}: " if slug else ""
        change = moved(self.words, slug, decision.before, decision.after) if slug else None
        yield f"{self.label('decided')}{about}{self.words.say(headline(decision))} {change or ''}".rstrip()
        for reason in decision.reasons:
            yield f"{'':14}- {self.words.say(said(reason))} [{reason.rule}]"


def _shown(pain: Decimal | None) -> str:
    return UNKNOWN if pain is None else str(pain)
