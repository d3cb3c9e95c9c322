"""What is mutated: the engine's modules in groups, each with the number of mutants a run takes from it."""

from dataclasses import dataclass
from pathlib import Path

ENGINE = Path("hep_api/engine")


@dataclass(frozen=True, slots=True)
class Group:
    """Modules that are judged together; `limit` mutants of them are drawn, or all when there are fewer."""

    name: str
    modules: tuple[str, ...]
    limit: int

    @property
    def files(self) -> list[Path]:
        """The files, relative to the repository."""
        return [ENGINE / f"{module}.py" for module in self.modules]


GROUPS = (
    Group("rules", ("rules", "alarms", "cautions", "pain", "outcomes"), 320),
    Group("signals", ("signals", "judging", "results", "mornings", "timetable"), 320),
    Group("gates", ("gates", "checks", "clauses", "clauses_change", "clauses_signs", "clauses_time"), 320),
    Group("magnitudes", ("ladder", "weights", "dose", "schedule", "slot", "progression", "gaps"), 320),
    Group(
        "rest",
        (
            "evaluation", "effects", "reporting", "morning_reports", "stopping", "phases", "acting", "rows",
            "reassessing", "run_loads", "restrictions", "configuring", "course", "agenda", "unlocking", "routines_open",
            "routine", "assigning", "moving", "screening", "reminding", "editing", "changing", "explain",
            "facts", "protocol", "state",
        ),
        320,
    ),
)  # fmt: skip
