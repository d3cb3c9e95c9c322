"""Commands of `flask --app wsgi`, one file each."""

from flask import Flask

from hep_api.cli.audit import audit
from hep_api.cli.cases import cases
from hep_api.cli.clinic import clinic
from hep_api.cli.content import content
from hep_api.cli.migrate import draft_migration, migrate
from hep_api.cli.openapi import write_openapi
from hep_api.cli.protocols import protocols
from hep_api.cli.rules import write_rules
from hep_api.cli.seed import seed
from hep_api.cli.simulate import simulate
from hep_api.cli.staff import staff

COMMANDS = (
    migrate, draft_migration, clinic, staff, content, audit, seed, write_openapi, write_rules, protocols, cases,
    simulate,
)  # fmt: skip


def install(app: Flask) -> None:
    """Give an app its commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
