"""openapi: write the contract to a file."""

from pathlib import Path

import click
import orjson
from flask import current_app

from hep_api.web.contract import document

DEFAULT = Path("docs/openapi.json")


@click.command("openapi")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default=DEFAULT)
def write_openapi(path: Path) -> None:
    """Write the OpenAPI document to PATH (default docs/openapi.json)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(rendered())
    click.echo(f"Wrote {path}.")


def rendered() -> bytes:
    """The document of the current app as it is kept in the repository."""
    return orjson.dumps(document(current_app), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
