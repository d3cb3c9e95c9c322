"""`flask clinic`: found a clinic, and list those that are there."""

from typing import Any
from uuid import UUID, uuid4

import click
from flask import current_app

from hep_api import clock
from hep_api.cli.options import read_options
from hep_api.clinic.founding import found_clinic, list_clinics
from hep_api.clinic.schemas import ClinicIn
from hep_api.store.db import acting
from hep_api.store.scope import Role, Scope
from hep_api.team.schemas import FirstAdminIn
from hep_api.team.service import invite


@click.group("clinic")
def clinic() -> None:
    """Found clinics."""


@clinic.command("found")
@click.option("--name", required=True, help="Shown to its staff and patients.")
@click.option("--zone", required=True, help="IANA zone of its working day, such as Europe/Madrid.")
@click.option("--admin-email", help="Invites the first admin, who signs in with this address.")
@click.option("--admin-name", help="Shown to colleagues.")
def found_command(name: str, zone: str, admin_email: str | None, admin_name: str | None) -> None:
    """Found a clinic and print its id; with an admin's address and name also the code that opens the first account."""
    if (admin_email is None) != (admin_name is None):
        raise click.UsageError("The first admin needs both --admin-email and --admin-name.")
    given = read_options(ClinicIn(), {"name": name, "zone": zone})
    admin = (
        read_options(FirstAdminIn(), {"admin-email": admin_email, "admin-name": admin_name}) if admin_email else None
    )
    clinic_id = found_clinic(given["name"], given["zone"], clock.now())
    click.echo(clinic_id)
    if admin:
        click.echo(_first_code(clinic_id, admin))


@clinic.command("list")
def list_command() -> None:
    """Print id, zone and name of every clinic, oldest first."""
    for row in list_clinics():
        click.echo(f"{row.id}  {row.zone}  {row.name}")


def _first_code(clinic_id: UUID, admin: dict[str, Any]) -> str:
    desk = Scope(clinic_id, uuid4(), Role.OPERATOR)
    with acting(desk):
        made = invite(current_app.extensions["hep-settings"], desk, admin, clock.real_now())
    return f"{made['code']}  opens the account of {made['email']} until {made['expires_at']:%Y-%m-%d %H:%M} UTC"
