"""`flask cases`: run and explain the case files that clinicians write."""

from collections.abc import Iterator
from pathlib import Path

import click

from hep_api.catalogue import load
from hep_api.catalogue.cases import Case, Difference, find_files, play, read_cases
from hep_api.catalogue.values import LANGUAGES
from hep_api.cli.diary import diary

UNREADABLE = 2


@click.group("cases")
def cases() -> None:
    """Work with case files: what happened, and what the engine is expected to decide (docs/cases.md)."""


@cases.command("run")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def run_command(paths: tuple[Path, ...]) -> None:
    """Play the cases of PATHS (files, or folders of them) and print what comes out otherwise.

    Exits 1 when a case fails and 2 when a file cannot be read.
    """
    catalogue, passed, failed, unreadable = load(), 0, 0, False
    for path in find_files(paths):
        file = read_cases(path, catalogue)
        for problem in file.problems:
            unreadable = True
            click.echo(problem)
        for case in file.cases:
            lines = list(differences(case))
            passed, failed = passed + (not lines), failed + bool(lines)
            for line in lines:
                click.echo(line)
    click.echo(f"{passed} passed, {failed} failed")
    if unreadable or failed:
        raise SystemExit(UNREADABLE if unreadable else 1)


@cases.command("explain")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--lang", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="The language of the sentences.")
@click.option("--case", "name", default="", help="Only the case of this name (or a part of it).")
def explain_command(path: Path, lang: str, name: str) -> None:
    """Print the course of each case of PATH day by day: what was due, done and decided, and why."""
    catalogue = load()
    file = read_cases(path, catalogue)
    for problem in file.problems:
        click.echo(problem)
    if file.problems:
        raise SystemExit(UNREADABLE)
    for case in file.cases:
        if name.casefold() in case.name.casefold():
            for line in diary(play(case), catalogue, lang):
                click.echo(line)


def differences(case: Case) -> Iterator[str]:
    """What came out otherwise, in lines; none when the case passed."""
    try:
        found = play(case).differences
    except Exception as error:  # noqa: BLE001 - one case that the engine stumbles over must not hide the others
        name = type(error).__name__
        found = (Difference(case.place, "", "the engine", "an answer", f"{name}: {error}"),)
    if found:
        yield f"FAILED {case.place}: {case.name}"
    for entry in found:
        day = f"{entry.day}: " if entry.day else ""
        yield f"  {entry.place}: {day}{entry.what}"
        yield f"    expected: {entry.expected}"
        yield f"    got:      {entry.got}"
