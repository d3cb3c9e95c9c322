"""`flask audit`: verify the audit trail, and anchor it at once."""

from pathlib import Path

import click
from flask import current_app

from hep_api import clock
from hep_api.audit.anchoring import anchor
from hep_api.audit.anchors import Anchor, read_folder
from hep_api.audit.verifying import verify
from hep_api.settings import Settings
from hep_api.store import audit_chain

MOST_TOLD = 50


@click.group("audit")
def audit() -> None:
    """Verify the audit trail."""


@audit.command("verify")
@click.option("--anchors", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Folder of anchors kept elsewhere; without it, HEP_AUDIT_ANCHORS.")  # fmt: skip
def verify_command(anchors: Path | None) -> None:
    """Say what is wrong with the audit trail and at which link; ends with 1 when anything is."""
    known = _read(anchors or _settings().audit_anchors)
    findings = verify(known, clock.real_now())
    for finding in findings[:MOST_TOLD]:
        click.echo(f"{finding.clinic_id}  link {finding.sequence}  {finding.code}: {finding.words}")
    if findings:
        raise click.ClickException(f"{len(findings)} things are wrong with the audit trail.")
    heads = audit_chain.heads()
    links = sum(head.sequence for head in heads)
    click.echo(f"{len(heads)} chains with {links} links are whole, and agree with {len(known)} anchors.")


@audit.command("anchor")
def anchor_command() -> None:
    """Write down the heads of all chains now, as the worker does every few minutes."""
    click.echo(f"{anchor(_settings(), clock.real_now())} chains anchored in {_settings().audit_anchors}.")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["hep-settings"]
    return settings


def _read(folder: Path) -> list[Anchor]:
    try:
        return read_folder(folder)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
