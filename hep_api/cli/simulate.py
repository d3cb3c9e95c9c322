"""`flask simulate`: rehearse a protocol with invented patients before it meets a real one."""

import sys
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

import click

from hep_api.catalogue import load
from hep_api.catalogue.loader import load_edited
from hep_api.catalogue.values import Catalogue
from hep_api.engine.configuring import NotAllowed
from hep_api.engine.protocol import Content
from hep_api.errors import ContentError, NotFound
from hep_api.simulation.outcome import Life
from hep_api.simulation.rehearsing import Asked, Cohort, Watch, edited, paired, rehearse, with_settings

REPORT = "report.html"


@click.command("simulate")
@click.option("--protocol", "protocol_id", required=True, help="The protocol to rehearse, such as itbs.")
@click.option("--patients", type=click.IntRange(1, 100_000), default=500, show_default=True, help="How many patients.")
@click.option("--weeks", type=click.IntRange(1, 104), default=12, show_default=True, help="How long they are followed.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same report.")
@click.option("--autonomy", type=click.Choice(("suggest", "auto")), default="suggest", show_default=True,
              help="Whether harder steps wait for the therapist.")  # fmt: skip
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("var/simulation"),
              show_default=True, help="The folder to write report.html to.")  # fmt: skip
@click.option("--compare", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="An edited protocol to rehearse with the same patients.")  # fmt: skip
@click.option("--config", "settings", multiple=True, metavar="NAME=VALUE", help="A setting to change; may be repeated.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to use.")
def simulate(
    *, protocol_id: str, patients: int, weeks: int, seed: int, autonomy: str, out: Path, compare: Path | None,
    settings: tuple[str, ...], jobs: int,
) -> None:  # fmt: skip
    """Treat invented patients with a protocol through the real engine, and write what came of it as one page."""
    began = perf_counter()
    asked = Asked(patients, weeks, seed, autonomy, tuple(_setting(text) for text in settings), jobs)
    catalogue = load()
    versions = _versions(catalogue, protocol_id, compare, asked)
    cohorts = [rehearse(asked, catalogue, content, name, _watched(patients)) for name, content in versions]
    path = out / REPORT
    out.mkdir(parents=True, exist_ok=True)
    path.write_text(_page(asked, cohorts), encoding="utf-8")
    for cohort in cohorts:
        click.echo(_line(cohort))
    click.echo(f"{path} ({perf_counter() - began:.0f} s). A model and not evidence.")


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"--config '{text}' is not NAME=VALUE, such as top_sessions=3.")
    return name.strip(), value.strip()


def _versions(catalogue: Catalogue, protocol_id: str, compare: Path | None, asked: Asked) -> list[tuple[str, Content]]:
    """What is rehearsed, each with its name in the report; a mistake ends the command with a sentence."""
    try:
        found = [("As it is", catalogue.content(protocol_id))]
        if compare is not None:
            found.append((f"Edited ({compare.name})", edited(catalogue, load_edited(compare))))
        for _, content in found:
            with_settings(content, asked.settings)
    except NotFound as error:
        known = ", ".join(sorted(catalogue.protocols))
        raise click.UsageError(f"{error.message} Known: {known}.") from None
    except ContentError as error:
        raise click.ClickException("\n".join([f"{compare} cannot be rehearsed:", *error.problems])) from None
    except NotAllowed as error:
        raise click.UsageError(f"--config: {error}") from None
    return found


def _watched(patients: int) -> Watch:
    def watch(lives: Iterable[Life], name: str) -> Iterable[Life]:
        with click.progressbar(lives, length=patients, label=name, hidden=not sys.stdout.isatty()) as bar:
            yield from bar

    return watch


def _page(asked: Asked, cohorts: list[Cohort]) -> str:
    # Drawing costs half a second to import, and only this command draws.
    from hep_api.simulation.report import Rehearsal, report  # noqa: PLC0415

    versions = tuple(
        (cohort.name, cohort.content.protocol.id, cohort.content.protocol.version, cohort.content.hash)
        for cohort in cohorts
    )
    rehearsal = Rehearsal(
        versions, asked.patients, asked.weeks, asked.seed, asked.autonomy, asked.settings, asked.model
    )
    comparison = paired(cohorts[0], cohorts[1]) if len(cohorts) > 1 else None
    return report(rehearsal, [(cohort.name, cohort.figures) for cohort in cohorts], comparison)


def _line(cohort: Cohort) -> str:
    found = cohort.figures
    reached = ", ".join(f"{entry.phase} {entry.share}" for entry in found.reached)
    return (
        f"{cohort.name}: entered {reached}; stopped {found.stopped}; false advance {found.false_advance}; "
        f"missed regress {found.missed_regress}"
    )
