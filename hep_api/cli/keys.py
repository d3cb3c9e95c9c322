"""`flask keys`: wrap stored keys under a new SECRET_KEY, and renew the key of an audit chain."""

from uuid import UUID, uuid4

import click

from hep_api.sealing import CannotOpen
from hep_api.store.db import acting, write
from hep_api.store.rewrapping import renew_chain_key, rewrap_keys
from hep_api.store.scope import Role, Scope


@click.group("keys")
def keys() -> None:
    """Change the keys that stored things are protected with."""


@keys.command("rewrap")
def rewrap_command() -> None:
    """Wrap every stored key and second factor under SECRET_KEY; those of before are opened with OLD_SECRET_KEYS."""
    try:
        with write():
            changed = rewrap_keys()
    except CannotOpen as error:
        raise click.ClickException(f"{error.message} Nothing was changed.") from error
    click.echo(f"{changed} keys are wrapped anew. Only recovery codes of before still need OLD_SECRET_KEYS.")


@keys.command("renew")
@click.option("--clinic", "clinic_id", required=True, type=click.UUID, help="The id that `clinic list` prints.")
def renew_command(clinic_id: UUID) -> None:
    """Make further links of a clinic's audit chain with a new key."""
    desk = Scope(clinic_id, uuid4(), Role.OPERATOR)
    with acting(desk), write():
        renew_chain_key(desk)
    click.echo("The next links are made with a new key.")
