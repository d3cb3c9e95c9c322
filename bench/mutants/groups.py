"""What is mutated: modules of the engine in groups, and a seeded sample of their mutants."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import get_mutant_name

ENGINE = Path("hep_api/engine")
NAMED = {
    "rules": ("rules", "alarms", "cautions"),
    "signals": ("signals", "mornings", "pain", "results", "restrictions"),
    "gates": ("gates", "clauses", "clauses_signs", "clauses_time", "checks"),
    "magnitudes": ("ladder", "progression", "dose"),
}
REST = "rest"
"""Every other module of the engine."""


@dataclass(frozen=True, slots=True)
class Group:
    """Modules that are mutated and counted together."""

    name: str
    modules: tuple[str, ...]

    def paths(self, root: Path) -> list[Path]:
        """Their files, relative to the repository, as far as they exist."""
        return [path for module in self.modules if (root / (path := ENGINE / f"{module}.py")).is_file()]


def chosen(names: str, root: Path) -> list[Group]:
    """The groups or single modules that were named, separated by commas; all groups when none is."""
    every = [Group(name, modules) for name, modules in NAMED.items()]
    taken = {module for group in every for module in group.modules} | {"__init__"}
    every.append(Group(REST, tuple(sorted({path.stem for path in (root / ENGINE).glob("*.py")} - taken))))
    if not names:
        return every
    known = {group.name: group for group in every}
    found = [known.get(name) or Group(name, (name,)) for name in (part.strip() for part in names.split(","))]
    for group in found:
        if not group.paths(root):
            raise SystemExit(f"'{group.name}' is neither a module of {ENGINE} nor one of {', '.join(known)}")
    return found


def sample(group: Group, root: Path, seed: str, limit: int) -> list[str]:
    """The mutants of a group that a seed draws; a higher limit adds to them.

    mutmut asks that the working directory holds its settings.
    """
    names = [
        get_mutant_name(path, name)
        for path in group.paths(root)
        for name in mutate_file_contents(str(path), (root / path).read_text()).mutant_names
    ]
    Random(f"{seed} {group.name}").shuffle(names)
    return sorted(names[:limit])
