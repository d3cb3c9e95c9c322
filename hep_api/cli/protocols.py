"""`flask protocols`: check what clinicians edit."""

from pathlib import Path

import click

from hep_api.catalogue.loader import check, load
from hep_api.catalogue.values import LANGUAGES, Catalogue, Review


@click.group("protocols")
def protocols() -> None:
    """Work with the files that clinicians edit."""


@protocols.command("list")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
def list_command(language: str) -> None:
    """Print every protocol: id, version, name, and who has reviewed it."""
    catalogue = load()
    for entry in catalogue.protocols.values():
        signed = review_text(catalogue, entry.review, language)
        click.echo(f"{entry.protocol.id} {entry.protocol.version}  {entry.name.of(language)}  ({signed})")


def review_text(catalogue: Catalogue, review: Review, language: str) -> str:
    """Who reviewed it and when, or that nobody has, in words."""
    wording = catalogue.wording[language]
    if not review.reviewed:
        return wording["review.none"]
    return wording["review.done"].format(by=review.reviewed_by, on=review.reviewed_on)


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
