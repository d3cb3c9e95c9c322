"""`flask clinic`: found a clinic, and list those that are there."""

import click

from hep_api import clock
from hep_api.cli.options import read_options
from hep_api.clinic.founding import found_clinic, list_clinics
from hep_api.clinic.schemas import ClinicIn


@click.group("clinic")
def clinic() -> None:
    """Found clinics."""


@clinic.command("found")
@click.option("--name", required=True, help="Shown to its staff and patients.")
@click.option("--zone", required=True, help="IANA zone of its working day, such as Europe/Madrid.")
def found_command(name: str, zone: str) -> None:
    """Found a clinic and print its id."""
    given = read_options(ClinicIn(), {"name": name, "zone": zone})
    click.echo(found_clinic(given["name"], given["zone"], clock.now()))


@clinic.command("list")
def list_command() -> None:
    """Print id, zone and name of every clinic, oldest first."""
    for row in list_clinics():
        click.echo(f"{row.id}  {row.zone}  {row.name}")
