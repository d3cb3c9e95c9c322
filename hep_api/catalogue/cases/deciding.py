"""Expected decisions: 'HOLD H3 also H2', or a mapping that also names the exercise and the stage."""

from collections.abc import Callable
from dataclasses import dataclass

from hep_api.catalogue.cases.given import known_exercise
from hep_api.catalogue.cases.values import Clause, Place, View
from hep_api.catalogue.document import Cursor
from hep_api.catalogue.scalars import flag, list_of, one_of, text
from hep_api.engine.outcomes import PROGRESSING, Decision, Outcome, Stage
from hep_api.engine.protocol import Content
from hep_api.engine.rules import RULES
from hep_api.engine.slot import prescription_id

OUTCOMES = tuple(outcome.value for outcome in Outcome)
BY = (*(row.id for row in RULES), "clinician")
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A decision as it is expected: '' and () where the author does not care."""

    exercise: str = ""
    outcome: str = ""
    rule: str = ""
    also: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    stage: str = ""
    proposed: bool | None = None

    def __str__(self) -> str:
        by = f"{self.outcome or 'a decision'}" + (f" by {self.rule}" if self.rule else "")
        parts = [f"also {', '.join(self.also)}" if self.also else "", self.stage]
        parts += [f"without {', '.join(self.without)}" if self.without else ""]
        parts += [] if self.proposed is None else ["proposed" if self.proposed else "in effect"]
        return ", ".join([by, *filter(None, parts)])

    def fits(self, decision: Decision) -> bool:
        """Whether a decision is as expected."""
        matched = {reason.rule for reason in decision.reasons}
        return (
            self.outcome in ("", decision.outcome)
            and self.rule in ("", decision.rule)
            and matched >= set(self.also)
            and not matched & set(self.without)
            and self.stage in ("", decision.stage)
            and self.proposed in (None, decision.proposed)
        )


def read_decisions(cursor: Cursor, content: Content) -> list[Clause]:
    """One expected decision, or a list of them."""
    if cursor.is_list():
        return [clause for item in cursor.items() for clause in read_decisions(item, content)]
    wanted = _from_mapping(cursor, content) if cursor.is_mapping() else from_words(cursor, text(cursor))
    place = Place(cursor.file, cursor.line)
    what = f"decision {wanted.exercise}".strip()
    rules = (wanted.rule,) if wanted.rule in BY else ()
    return [Clause(place, what, str(wanted), _look(wanted), rules)]


def from_words(cursor: Cursor, words: str) -> Wanted:
    """'HOLD H3' or 'HOLD H3 also H2 H4'."""
    first, *rest = words.split() or [""]
    rule, *more = rest or [""]
    if more[:1] not in ([], ["also"]) or more == ["also"]:
        cursor.fail(f"'{words}' is not an expected decision; write an outcome, a rule, then perhaps: also H2 H4")
    for word in (rule, *more[1:]):
        _known(cursor, word, BY, "rule")
    _known(cursor, first, OUTCOMES, "outcome")
    return Wanted(outcome=first, rule=rule, also=tuple(more[1:]))


def _known(cursor: Cursor, word: str, allowed: tuple[str, ...], what: str) -> None:
    if word and word not in allowed:
        cursor.fail(f"'{word}' is not a known {what}; allowed: {', '.join(allowed)}")


def _from_mapping(cursor: Cursor, content: Content) -> Wanted:
    fields = cursor.fields((), ("exercise", "outcome", "rule", "also", "without", "stage", "proposed"))
    exercise = fields.read("exercise", text, "")
    if exercise and not known_exercise(fields.found["exercise"], exercise, content):
        exercise = ""
    rule: Callable[[Cursor], str] = one_of(BY, "rule")
    return Wanted(
        exercise=exercise,
        outcome=fields.read("outcome", one_of(OUTCOMES, "outcome"), ""),
        rule=fields.read("rule", rule, ""),
        also=fields.read("also", list_of(rule), ()),
        without=fields.read("without", list_of(rule), ()),
        stage=fields.read("stage", one_of([stage.value for stage in Stage], "stage"), ""),
        proposed=fields.read("proposed", flag, None),
    )


def _look(wanted: Wanted) -> Callable[[View], tuple[bool, str]]:
    def look(view: View) -> tuple[bool, str]:
        found = latest(view, wanted.exercise)
        return any(wanted.fits(decision) for decision in found), "; ".join(map(said, found)) or NOTHING

    return look


def latest(view: View, exercise: str) -> list[Decision]:
    """The last decision about an exercise; without one, everything that was decided last, at the same instant."""
    if exercise:
        slot_id = prescription_id(view.plan.id, exercise)
        return [decision for decision in view.decisions if decision.slot_id == slot_id][-1:]
    last = max((decision.decided_at for decision in view.decisions), default=None)
    return [decision for decision in view.decisions if decision.decided_at == last]


def said(decision: Decision) -> str:
    """A decision in the words of an expectation."""
    others = dict.fromkeys(reason.rule for reason in decision.reasons if reason.rule != decision.rule)
    return str(
        Wanted("", decision.outcome, decision.rule, tuple(others), (), decision.stage, decision.proposed or None)
    )


def read_no_progress(cursor: Cursor) -> list[Clause]:
    """`no_progress: true`: nothing was made harder since the expectation before, nor suggested."""
    if not flag(cursor):
        cursor.fail("only 'no_progress: true' makes sense: leave it out otherwise")

    def look(view: View) -> tuple[bool, str]:
        found = [
            decision
            for decision in view.decisions
            if decision.outcome in PROGRESSING and (view.since is None or decision.decided_at > view.since)
        ]
        return not found, "; ".join(f"{said(decision)} on {decision.decided_on}" for decision in found)

    return [Clause(Place(cursor.file, cursor.line), "no_progress", NOTHING, look)]
