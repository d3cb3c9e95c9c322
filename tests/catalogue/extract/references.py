"""What gates and bans name has to exist: exercises and their rungs, measurements and confirmations."""

from collections.abc import Iterator

from tests.catalogue.extract.documents import ExtractError, Json, rows, section
from tests.catalogue.extract.readings import exercises_of, predicates_of

MEASURED = {"measure", "lsi", "side_diff", "since_start", "not_rising"}


def check_references(protocols: Json, exercises: Json, tests: str) -> None:
    """ExtractError with everything that is named and is not there; `tests` is the page MEASUREMENTS."""
    measurements = {cells[0] for cells in rows(section(tests, "## B.1"))}
    confirmations = {cells[0] for cells in rows(section(tests, "## B.2"))}
    lost = []
    for name, entry in protocols.items():
        for slug, rung in _exercises(entry):
            ladder = [step["text"] for step in exercises[slug]["ladder"]] if slug in exercises else []
            if not ladder or (rung and rung not in ladder):
                lost.append(f"{name}: {slug} {rung}")
        for reading in _readings(entry):
            for predicate in predicates_of(reading):
                word, subject = predicate["word"], predicate["subject"]
                if (word in MEASURED and subject not in measurements) or (
                    word == "confirm" and subject not in confirmations
                ):
                    lost.append(f"{name}: {word} {subject}")
    if lost:
        raise ExtractError(f"named, but not there: {lost}")


def _readings(entry: Json) -> Iterator[Json]:
    return (
        reading
        for phase in entry["phases"]
        for clause in (*phase["entry"], *phase["exit"])
        for reading in clause["reads"] or []
    )


def _exercises(entry: Json) -> Iterator[tuple[str, str]]:
    for reading in _readings(entry):
        yield from exercises_of(reading)
    yield from ((slug, rung) for slug, rungs in entry["forbid_rungs"].items() for rung in rungs)
    yield from ((slug, "") for slug in entry["forbid"])
