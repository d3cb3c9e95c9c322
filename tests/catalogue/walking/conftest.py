"""Small protocols of a few lines, ready to be walked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hep_api.catalogue.document import Problems, open_document
from hep_api.catalogue.protocols import read_protocol
from hep_api.catalogue.vocabulary import Known
from hep_api.catalogue.walking import Ground, ground_of

HEAD = """
id: small
version: 0.1.0
name: {en: Small, es: Pequeño}
patient_name: {en: Small, es: Pequeño}
region: knee
pain_policy: POLICY
contraindications: []
proms: [NPRS, AKPS, PSFS]
notes: []
sources: [own]
review: {reviewed_by: null, reviewed_on: null}
phases:
"""

PHASE = """
  - id: {id}
    band: {band}
    name: {{en: A phase, es: Una fase}}
    weeks: [{weeks}]
    freq: {freq}
    {more}
    exercises:
{exercises}
    entry:
{entry}
    exit:
{exit}
"""


def phase(
    exit_: str, *, called: str = "P1", band: str = "S", weeks: str = "1, 8", freq: str = "3/wk", more: str = "",
    exercises: str = "{slug: heel-raise}", entry: str = "{screen: clear}",
) -> str:  # fmt: skip
    """One phase; several exercises or clauses are told apart by lines."""

    def listed(lines: str) -> str:
        return "\n".join(f"      - {line}" for line in lines.strip().splitlines())

    return PHASE.format(
        id=called, band=band, weeks=weeks, freq=freq, more=more, exercises=listed(exercises), entry=listed(entry),
        exit=listed(exit_),
    )  # fmt: skip


@pytest.fixture
def ground(catalogue, tmp_path: Path) -> Callable[..., Ground]:
    """Makes the ground of a protocol with these phases."""
    known = Known(catalogue.vocabulary, catalogue.exercises, catalogue.measurements, catalogue.confirmations)

    def make(*phases: str, policy: str = "standard", more: str = "") -> Ground:
        path = tmp_path / "small.yaml"
        path.write_text(HEAD.replace("POLICY", policy) + "".join(phases) + more, encoding="utf-8")
        problems = Problems()
        document = open_document(path, "small.yaml", problems)
        assert document is not None
        entry = read_protocol(document, known)
        problems.refuse()
        return ground_of(entry, catalogue.exercises, catalogue.measurements)

    return make
