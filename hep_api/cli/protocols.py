"""`flask protocols`: check what clinicians edit, and write down how far a perfect patient comes."""

from pathlib import Path

import click

from hep_api.catalogue.comparison import compare
from hep_api.catalogue.loader import check, load, publish
from hep_api.catalogue.values import LANGUAGES, Catalogue, Review
from hep_api.cli import schemas
from hep_api.cli.reach import DEFAULT, rendered
from hep_api.cli.versions import current_patients, edition
from hep_api.engine.explain import Phrase
from hep_api.errors import ContentError, NotFound
from hep_api.web.wording import say, told_changes


@click.group("protocols")
def protocols() -> None:
    """Work with the files that clinicians edit (docs/content.md)."""


@protocols.command("list")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
def list_command(language: str) -> None:
    """Print every protocol: id, version, whether that is published, name, and who has reviewed it."""
    catalogue = load()
    for entry in catalogue.protocols.values():
        signed = review_text(catalogue, entry.review, language)
        protocol = entry.protocol
        state = "published" if (protocol.id, protocol.version) in catalogue.published else "draft"
        click.echo(f"{protocol.id} {protocol.version} {state}  {entry.name.of(language)}  ({signed})")


@protocols.command("publish")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--root", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="The folder with exercises.yaml, if not the product's own.")  # fmt: skip
def publish_command(ids: tuple[str, ...], root: Path | None) -> None:
    """Publish the versions that these protocols have now: from then on their content cannot change."""
    try:
        fresh = publish(ids, root)
    except NotFound as error:
        raise click.UsageError(error.message) from None
    except ContentError as error:
        raise click.ClickException(
            "\n".join(["Nothing is published while there are mistakes:", *error.problems])
        ) from None
    catalogue = load(root)
    for entry in fresh:
        signed = review_text(catalogue, entry.review, "en")
        click.echo(f"{entry.protocol.id} {entry.protocol.version} is published ({signed}).")
    for protocol_id in sorted(set(ids) - {entry.protocol.id for entry in fresh}):
        click.echo(f"{protocol_id} {catalogue.protocols[protocol_id].protocol.version} was published before.")


def review_text(catalogue: Catalogue, review: Review, language: str) -> str:
    """Who reviewed it and when, or that nobody has, in words."""
    wording = catalogue.wording[language]
    if not review.reviewed:
        return wording["review.none"]
    return wording["review.done"].format(by=review.reviewed_by, on=review.reviewed_on)


@protocols.command("diff")
@click.argument("before")
@click.argument("after")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
def diff_command(before: str, after: str, language: str) -> None:
    """Print in clinical words what differs between two versions, and how many current patients have the first.

    BEFORE and AFTER are a file, an id (the shipped one), id@version, or the beginning of a content hash.
    """
    catalogue = load()
    old, new = edition(catalogue, before), edition(catalogue, after)
    wording, protocol_id = catalogue.wording[language], new.content.protocol.id
    for sign, one in (("-", old), ("+", new)):
        click.echo(f"{sign} {one.name} ({review_text(catalogue, one.review, language)})")
    changes = told_changes(catalogue, language, compare(old.content, new.content), protocol_id)
    for change in changes:
        phase = change["phase"]
        where = f"{phase['id']} {phase['name']}" if phase else wording["diff.whole"]
        click.echo(f"{where}: {change['text']}")
    if not changes:
        click.echo(wording["diff.nothing"])
    touched = (("before", old.name), ("after", str(current_patients(old))))
    click.echo(say(catalogue, language, Phrase("diff.touches", touched)))


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
