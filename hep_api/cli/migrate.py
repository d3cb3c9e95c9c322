"""migrate: bring the database up to date; draft-migration: write the next step."""

import click

from hep_api.errors import SettingsError
from hep_api.store import schema


@click.command("migrate")
def migrate() -> None:
    """Bring the database to the shape that this version expects."""
    try:
        click.echo(f"The database is at {schema.upgrade()}.")
    except SettingsError as error:
        raise click.ClickException(error.message) from error


@click.command("draft-migration")
@click.argument("revision")
@click.argument("message")
def draft_migration(revision: str, message: str) -> None:
    """Write the migration REVISION from the database to the models; read and edit it before it is kept."""
    schema.draft(message, revision)
