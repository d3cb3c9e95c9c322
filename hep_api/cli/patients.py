"""`flask patients`: erase a patient."""

from uuid import UUID

import click

from hep_api import clock
from hep_api.errors import NotFound
from hep_api.privacy.erasing import REASONS, erase_patient


@click.group("patients")
def patients() -> None:
    """Erase patients."""


@patients.command("erase")
@click.option("--clinic", "clinic_id", required=True, type=click.UUID, help="The id that `clinic list` prints.")
@click.option("--patient", "patient_id", required=True, type=click.UUID, help="The patient's id.")
@click.option("--reason", required=True, type=click.Choice(REASONS[:2]), help="Why; it is kept in the audit trail.")
@click.confirmation_option(prompt="Everything about this patient will be gone for ever. Erase it?")
def erase_command(clinic_id: UUID, patient_id: UUID, reason: str) -> None:
    """Destroy a patient's key and delete what is kept about the patient; the audit trail stays. Nothing undoes it."""
    try:
        gone = erase_patient(clinic_id, patient_id, reason, clock.now())
    except NotFound as error:
        raise click.ClickException(error.message) from error
    click.echo(f"Erased; {gone} rows are gone. Copies in backups end with the backups (docs/runbook.md).")
