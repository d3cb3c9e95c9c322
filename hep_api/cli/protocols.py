"""`flask protocols`: check what clinicians edit."""

from pathlib import Path

import click

from hep_api.catalogue.loader import check


@click.group("protocols")
def protocols() -> None:
    """Work with the files that clinicians edit."""


@protocols.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def check_command(paths: tuple[Path, ...]) -> None:
    """Print every mistake in PATHS (protocol files or folders of them), or in all content; exit 1 if there is any."""
    problems = check(paths)
    for problem in problems:
        click.echo(problem)
    if problems:
        click.echo(f"{len(problems)} mistakes" if len(problems) > 1 else "1 mistake")
        raise SystemExit(1)
    click.echo("No mistakes.")
