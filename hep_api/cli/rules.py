"""`flask rules`: write docs/rules.md from the decision table, the pain policies and the settings."""

from dataclasses import fields
from pathlib import Path

import click

from hep_api.catalogue import Catalogue
from hep_api.catalogue import load as load_catalogue
from hep_api.engine.configuring import SETTINGS, Config
from hep_api.engine.outcomes import Outcome
from hep_api.engine.pain import POLICIES, Policy
from hep_api.engine.rules import RULES, Rule

DEFAULT = Path("docs/rules.md")

HEAD = """# The rules

Generated from the engine by `flask --app wsgi rules`; do not edit. A decision looks at every row, takes the most
conservative outcome that matches and stores all of them. Names in `code` are settings, listed at the end with their
bounds. No rule in here has been signed by a clinician yet. Marks in square brackets are explained in
[architecture.md](architecture.md).

Outcomes, most conservative first: STOP_ALERT and REASSESS, REGRESS, MODIFY, HOLD, INCREASE_REPS, INCREASE_LOAD,
ADVANCE_VARIANT and APPLY_STEP, ADVANCE_PHASE. *Waits for the morning*: judged when the next morning is told or cut off.
"""

GROUPS = {
    "S": "Stops: only a clinician lifts them",
    "R": "Back: one step easier, and a clinician who plans anew",
    "M": "Easing",
    "H": "Holding",
    "A": "Progress: only when no row above matches",
}


@click.command("rules")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default=DEFAULT)
def write_rules(path: Path) -> None:
    """Write the decision table to PATH (default docs/rules.md)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rendered(load_catalogue()), encoding="utf-8")
    click.echo(f"Wrote {path}.")


def rendered(catalogue: Catalogue) -> str:
    """The page as it is kept in the repository."""
    parts = [HEAD]
    for letter, title in GROUPS.items():
        rows = [_rule_row(rule, catalogue) for rule in RULES if rule.id.startswith(letter)]
        parts.append(f"## {title}\n\n" + _table(RULE_COLUMNS, rows))
    parts.append(
        "## Pain policies\n\n" + POLICY_NOTE + _table(POLICY_COLUMNS, [_policy_row(p) for p in POLICIES.values()])
    )
    parts.append(
        "## Settings\n\n" + SETTING_NOTE + _table(SETTING_COLUMNS, [_setting_row(f.name) for f in fields(Config)])
    )
    return "\n".join(parts)


RULE_COLUMNS = ("Id", "Condition", "Outcome", "Reaches", "Threshold", "What is said", "Source")
POLICY_COLUMNS = (
    "Policy",
    "Green to",
    "Yellow to",
    "Tolerated to",
    "Stops from",
    "Between tolerated and red",
    "Next morning",
)
SETTING_COLUMNS = ("Setting", "Default", "From", "To", "What it is", "Source")

POLICY_NOTE = """Scores are rounded up before they are compared: 5.1 behaves as 6. A phase may have a policy of its own.

"""
SETTING_NOTE = """A protocol sets a number for everybody (`config:` in its file, with why), a clinician for one plan (by
the action `configure`, with why). *Fixed* ones are safety invariants.

"""


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _rule_row(rule: Rule, catalogue: Catalogue) -> tuple[str, ...]:
    outcome = f"{rule.outcome}" + (" of a harder step only" if rule.filters_a2 else "")
    waits = "; waits for the morning" if rule.needs_morning and rule.outcome is not Outcome.HOLD else ""
    said = catalogue.wording["en"].get(f"rule.{rule.id}", "")
    return (rule.id, rule.condition + waits, outcome, rule.scope.value, rule.threshold, said, rule.source)


def _policy_row(policy: Policy) -> tuple[str, ...]:
    between = "MODIFY (M1)" if policy.modifies else "nothing is asked"
    if policy.reps_only_above is not None:
        between = f"above {policy.reps_only_above} only repetitions or the schedule rise"
    morning = "flare: MODIFY (M2)" if policy.flare_modifies else "flare: REGRESS (R2)"
    morning += ", second in 14 days: REGRESS (R3)" if policy.second_flare_regresses else ""
    morning += "; any pain stops (S7)" if policy.any_pain_stops else ""
    morning += "; swelling judged strictly (R9, S5)" if policy.swelling_strict else ""
    numbers = (policy.green_max, policy.yellow_max, policy.tolerated_max, policy.red_lock)
    return (f"`{policy.name}`", *(str(number) for number in numbers), between, morning)


def _setting_row(name: str) -> tuple[str, ...]:
    setting, default = SETTINGS[name], getattr(Config(), name)
    shown = "by policy" if default is None else str(default)
    bounds = ("fixed", "fixed") if setting.fixed else (str(setting.low), str(setting.high))
    return (f"`{name}`", shown, *bounds, setting.what, setting.source)
