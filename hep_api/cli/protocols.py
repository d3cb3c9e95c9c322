"""`flask protocols`: check what clinicians edit, and write down how far a perfect patient comes."""

from pathlib import Path

import click

from hep_api.catalogue import load
from hep_api.catalogue.loader import check
from hep_api.cli import schemas
from hep_api.cli.reach import DEFAULT, rendered


@click.group("protocols")
def protocols() -> None:
    """Work with the files that clinicians edit (docs/content.md)."""


@protocols.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--notes", is_flag=True, help="Also what is worth knowing and no mistake.")
def check_command(paths: tuple[Path, ...], *, notes: bool) -> None:
    """Print every mistake in PATHS (protocol files or folders of them), or in all content; exit 1 if there is any."""
    found = check(paths)
    problems = found.lines()
    for line in (*problems, *(found.notes() if notes else ())):
        click.echo(line)
    if problems:
        click.echo(f"{len(problems)} mistakes" if len(problems) > 1 else "1 mistake")
        raise SystemExit(1)
    click.echo("No mistakes.")


@protocols.command("walk")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default=DEFAULT)
def walk_command(path: Path) -> None:
    """Write to PATH (default docs/reach.md) how soon a perfect patient gets out of every phase."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rendered(load()), encoding="utf-8")
    click.echo(f"Wrote {path}.")


@protocols.command("schema")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=schemas.DEFAULT)
def schema_command(folder: Path) -> None:
    """Write to FOLDER (default docs/schemas) the JSON Schemas by which editors complete and check while typing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas.rendered(load()).items():
        (folder / name).write_bytes(schema)
        click.echo(f"Wrote {folder / name}.")
