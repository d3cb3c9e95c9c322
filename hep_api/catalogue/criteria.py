"""Gates as written in YAML to predicates, in the fixed words of MEASUREMENTS B.4."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hep_api.catalogue.clauses import READERS, Scope
from hep_api.catalogue.document import Cursor, suggestion
from hep_api.catalogue.scalars import one_of, some_of
from hep_api.catalogue.vocabulary import GOALS
from hep_api.engine.protocol import AllOf, AnyOf, Criterion, IfGoal, IfRecorded, Predicate

MAX_DEPTH = 3
"""How deep any, all, if_goal and if_recorded may nest; deeper gates cannot be read aloud."""


@dataclass(frozen=True, slots=True)
class Word:
    """What one clause may say. `reads` names the reader of its value, `args` the readers of its other keys.

    `becomes` names the argument that the value turns into; '' means it is the subject. `one_of`: exactly one of these
    arguments must be written, `some_of`: at least one.
    """

    reads: str
    args: dict[str, str] = field(default_factory=dict)
    becomes: str = ""
    one_of: tuple[str, ...] = ()
    some_of: tuple[str, ...] = ()


BOUNDS = ("at_most", "at_least", "equals", "below", "above", "setting")

PROM_BOUNDS = ("at_least", "at_most", "above")
PSFS_BOUNDS = ("at_least", "change_at_least")

WORDS: dict[str, Word] = {
    "measure": Word(
        "measurement",
        {
            **dict.fromkeys(BOUNDS[:5], "value"), "setting": "setting", "sides": "sides", "target": "whose",
            "occasions": "count", "last": "count", "days_in_a_row": "count", "next_morning": "settled",
        },
        one_of=BOUNDS,
    ),
    "lsi": Word("two_sided", {"at_least": "percent"}, one_of=("at_least",)),
    "side_diff": Word("two_sided", {"at_most": "difference"}, one_of=("at_most",)),
    "pain_worst": Word("pain_window", {"at_most": "pain"}, one_of=("at_most",)),
    "rep": Word(
        "exercises",
        {
            "rung": "rung", "sets": "count", "target": "amount", "top": "true", "rpe_at_most": "score",
            "rpe_at_least": "score", "pain_at_most": "pain", "form": "form", "sessions": "count", "of_last": "count",
            "any_count": "count", "within_days": "count", "share_of_1rm_at_least": "share",
        },
        some_of=("top", "target", "form", "pain_at_most"),
    ),
    "morning": Word("settled", {"last": "count", "after": "training", "pain_at_most": "score"}),
    "sessions": Word("count", becomes="at_least"),
    "days": Word("count", becomes="at_least"),
    "schedule_counted": Word("schedule_week", becomes="at_least"),
    "trend_up": Word("false", becomes="equals"),
    "stiff_trend": Word("false", becomes="equals"),
    "soreness_72h": Word("three_days", {"at_most": "score"}, one_of=("at_most",)),
    "swelling": Word("pain_window", {"at_most": "score"}, one_of=("at_most",)),
    "weeks_since": Word("episode_day", {"at_least": "count", "at_most": "count"}, one_of=("at_least", "at_most")),
    "days_since": Word("episode_day", {"at_least": "count", "at_most": "count"}, one_of=("at_least", "at_most")),
    "programme_week": Word("count", becomes="at_least"),
    "confirm": Word("confirmation"),
    "screen": Word("clear"),
    "exit": Word("earlier_phase"),
    "sign_off": Word("sign_off"),
    "run_gate": Word("run_gate"),
    "run": Word("stage", {"pain_at_most": "pain", "surface": "surface"}),
    "prom_change": Word(
        "prom", {"at_least": "change", "pct_at_least": "percent"}, one_of=("at_least", "pct_at_least")
    ),
    "prom": Word("prom", dict.fromkeys(PROM_BOUNDS, "prom_score"), one_of=PROM_BOUNDS),
    "prom_ceiling": Word("prom"),
    "no_red": Word("phase_word"),
    "since_start": Word(
        "measurement",
        {
            "gain_at_least": "difference", "share_at_most": "share", "share_at_least": "share", "lower": "true",
            "not_below": "difference",
        },
        some_of=("gain_at_least", "share_at_most", "share_at_least", "lower"),
    ),
    "not_rising": Word("measurement"),
    "rung_gain": Word("exercises", {"at_least": "count"}, one_of=("at_least",)),
    "flares_settle": Word("evidence"),
    "psfs": Word("goal", dict.fromkeys(PSFS_BOUNDS, "score"), one_of=PSFS_BOUNDS),
}  # fmt: skip
"""Every word a clause may begin with; the engine's gates evaluate exactly these."""

COMBINATORS = ("any", "all", "if_goal", "if_recorded")


def read_gate(scope: Scope) -> Callable[[Cursor], Criterion]:
    """A reader of a list of clauses that must all hold."""

    def read(cursor: Cursor) -> Criterion:
        return AllOf(_clauses(cursor, scope, 1))

    return read


def _clauses(cursor: Cursor, scope: Scope, depth: int) -> tuple[Criterion, ...]:
    found = some_of(lambda below: _clause(below, scope, depth))(cursor)
    return tuple(clause for clause in found if clause is not None)


def _clause(cursor: Cursor, scope: Scope, depth: int) -> Criterion | None:
    keys = [name for name, _ in cursor.entries()]
    if depth > MAX_DEPTH:
        cursor.fail(f"any, all, if_goal and if_recorded nest at most {MAX_DEPTH} deep")
        return None
    if "if_goal" in keys:
        fields = cursor.fields(("if_goal", "then"))
        goal = fields.read("if_goal", one_of(GOALS, "goal"), "")
        clause = fields.read("then", lambda below: _clause(below, scope, depth + 1), None)
        return IfGoal(goal, clause) if clause else None
    if "if_recorded" in keys:
        fields = cursor.fields(("if_recorded", "then"))
        slug = fields.read("if_recorded", one_of(scope.known.measurements, "measurement"), "")
        clause = fields.read("then", lambda below: _clause(below, scope, depth + 1), None)
        return IfRecorded(slug, clause) if clause else None
    for name, kind in (("any", AnyOf), ("all", AllOf)):
        if name in keys:
            below = cursor.fields((name,)).found[name]
            return kind(_clauses(below, scope, depth + 1))
    return _predicate(cursor, scope, keys)


def _predicate(cursor: Cursor, scope: Scope, keys: list[str]) -> Predicate | None:
    word = next((key for key in keys if key in WORDS), None)
    if word is None:
        first = keys[0] if keys else ""
        near = suggestion(first, [*WORDS, *COMBINATORS])
        if keys:
            cursor.fail(f"'{first}' is not a word of gates{near}; allowed: {', '.join([*WORDS, *COMBINATORS])}")
        return None
    rule = WORDS[word]
    fields = cursor.fields((word,), tuple(rule.args))
    subject = READERS[rule.reads](fields.found[word], scope)
    inner = scope.about(subject)
    args = [(name, READERS[rule.args[name]](fields.found[name], inner)) for name in rule.args if name in fields.found]
    _check_arguments(cursor, word, rule, [name for name, _ in args])
    if rule.becomes:
        return Predicate(word, "", ((rule.becomes, subject), *args))
    return Predicate(word, subject, tuple(args))


def _check_arguments(cursor: Cursor, word: str, rule: Word, written: list[str]) -> None:
    chosen = [name for name in rule.one_of if name in written]
    if rule.one_of and len(chosen) != 1:
        cursor.fail(f"'{word}' needs exactly one of: {', '.join(rule.one_of)}")
    if rule.some_of and not set(rule.some_of) & set(written):
        cursor.fail(f"'{word}' needs at least one of: {', '.join(rule.some_of)}")
    if word == "rep" and ("target" in written) != ("sets" in written):
        cursor.fail("'sets' and 'target' belong together")
    for name in ("of_last", "within_days"):
        if name in written and "sessions" not in written:
            cursor.fail(f"'{name}' needs 'sessions'")
    if "next_morning" in written and not {"last", "occasions"} & set(written):
        cursor.fail("'next_morning' needs 'last' or 'occasions'")
