"""`flask content`: a clinic's own exercises and protocols."""

from pathlib import Path
from uuid import UUID

import click

from hep_api import clock
from hep_api.clinic.own_content import add_content, get_content, list_content, retire_content
from hep_api.errors import Conflict, ContentError, NotFound

at_clinic = click.option(
    "--clinic", "clinic_id", required=True, type=click.UUID, help="The id that `clinic found` printed."
)
by_whom = click.option("--by", required=True, help="Who does it: a name that is kept with the change.")


@click.group("content")
def content() -> None:
    """Give a clinic exercises and protocols of its own."""


@content.command("add")
@at_clinic
@by_whom
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def add_command(clinic_id: UUID, by: str, files: tuple[Path, ...]) -> None:
    """Add what FILES hold: slugs with exercises, or one protocol each; they may refer to each other.

    Prints every mistake in all of them and stores nothing if there is any.
    """
    try:
        changes = add_content(clinic_id, files, _name(by), clock.now())
    except ContentError as error:
        for problem in error.problems:
            click.echo(problem)
        count = len(error.problems)
        click.echo(f"{count} mistakes, nothing stored" if count > 1 else "1 mistake, nothing stored")
        raise SystemExit(1) from error
    except NotFound as error:
        raise click.ClickException(error.message) from error
    for change in changes:
        click.echo(f"{change.what}: {change.text.kind} {change.text.name} {change.text.version}".rstrip())


@content.command("list")
@at_clinic
def list_command(clinic_id: UUID) -> None:
    """Print what the clinic has, when and by whom it was added, and what no longer fits the product."""
    try:
        rows, problems = list_content(clinic_id)
    except NotFound as error:
        raise click.ClickException(error.message) from error
    for row in rows:
        retired = f"  (retired {row.retired_at:%Y-%m-%d} by {row.retired_by})" if row.retired_at else ""
        version = f" {row.version}" if row.version else ""
        click.echo(
            f"{row.kind}  {row.name}{version}  {row.added_at:%Y-%m-%d} by {row.added_by}  {row.hash[:12]}{retired}"
        )
    for problem in problems:
        click.echo(f"left out: {problem}")


@content.command("show")
@at_clinic
@click.argument("name", metavar="SLUG|ID")
def show_command(clinic_id: UUID, name: str) -> None:
    """Print an exercise or protocol as it was written, ready to be edited and added again."""
    try:
        click.echo(get_content(clinic_id, name).body, nl=False)
    except NotFound as error:
        raise click.ClickException(error.message) from error


@content.command("retire")
@at_clinic
@by_whom
@click.argument("name", metavar="SLUG|ID")
def retire_command(clinic_id: UUID, by: str, name: str) -> None:
    """Offer an exercise or protocol no longer; plans that have it keep it."""
    try:
        retire_content(clinic_id, name, _name(by), clock.now())
    except (NotFound, Conflict) as error:
        raise click.ClickException(error.message) from error
    click.echo(f"retired: {name}")


def _name(by: str) -> str:
    if not 1 <= len(by.strip()) <= 120:
        raise click.ClickException("--by: Length must be between 1 and 120.")
    return by.strip()
