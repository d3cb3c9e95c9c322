"""`flask staff`: open accounts for those who work at a clinic, and list them."""

import sys
from uuid import UUID

import click

from hep_api import clock
from hep_api.cli.options import read_options
from hep_api.errors import NotFound
from hep_api.identity.accounts import account_mistakes, forget_second_factor, list_accounts, open_account
from hep_api.identity.password_rules import SHORTEST
from hep_api.identity.schemas import StaffIn


@click.group("staff")
def staff() -> None:
    """Open accounts of therapists and admins."""


@staff.command("add")
@click.option("--clinic", "clinic_id", required=True, type=click.UUID, help="The id that `clinic found` printed.")
@click.option("--email", required=True, help="What the person signs in with; unique over all clinics.")
@click.option("--role", required=True, help="therapist or admin.")
@click.option("--name", required=True, help="Shown to colleagues and patients.")
@click.option("--locale", default="en", show_default=True, help="en or es.")
@click.option("--zone", help="IANA zone; without it, the clinic's.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def add_command(
    *, clinic_id: UUID, email: str, role: str, name: str, locale: str, zone: str | None, password_stdin: bool
) -> None:
    """Open an account and print its id; the password is asked for and not shown."""
    given = {"email": email, "role": role, "name": name, "locale": locale, "zone": zone}
    password = given["password"] = _password(from_stdin=password_stdin)
    mistakes = account_mistakes(clinic_id, email=email, name=name, password=password)
    loaded = read_options(StaffIn(), given, mistakes)
    click.echo(open_account(clinic_id, loaded, clock.now()))


@staff.command("list")
@click.option("--clinic", "clinic_id", required=True, type=click.UUID, help="The id that `clinic found` printed.")
def list_command(clinic_id: UUID) -> None:
    """Print id, role, e-mail and name of everybody at a clinic, first come first."""
    try:
        rows = list_accounts(clinic_id)
    except NotFound as error:
        raise click.ClickException(error.message) from error
    for row in rows:
        closed = "  (closed)" if row.disabled_at else ""
        click.echo(f"{row.id}  {row.role}  {row.email}  {row.name}{closed}")


@staff.command("reset-second-factor")
@click.option("--email", required=True, help="What the person signs in with.")
def reset_second_factor_command(email: str) -> None:
    """Take away the second factor of somebody who lost it, and end every sign-in; the person gets an e-mail.

    Make sure first that it is really that person who asks, for instance face to face.
    """
    try:
        forget_second_factor(email, clock.real_now())
    except NotFound as error:
        raise click.ClickException(error.message) from error
    click.echo("Done. The person signs in with the password alone and sets up a new second factor.")


def _password(*, from_stdin: bool) -> str:
    """What was typed twice, unseen, or the first line of standard input; never an option: those are seen in `ps`."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask for a password; send one with --password-stdin.")
    asked: str = click.prompt(
        f"Password, at least {SHORTEST} characters", hide_input=True, confirmation_prompt=True, err=True
    )
    return asked
