"""The words that content may use: families, and the translated groups of vocabulary.yaml."""

from dataclasses import dataclass

from hep_api.catalogue.document import Cursor
from hep_api.catalogue.scalars import texts
from hep_api.catalogue.values import ConfirmationEntry, ExerciseEntry, MeasurementEntry, Text

FAMILIES = frozenset({
    "knee_ext_ckc", "knee_ext_okc", "hip_abd", "hip_ext", "hip_flex", "adductor", "hamstring", "calf_achilles",
    "plantar_foot", "ankle_balance", "impact", "trunk", "neck", "cuff", "scapular", "elbow_tendon", "mobility",
    "conditioning", "calm",
})  # fmt: skip
"""The nineteen load families [FAMILIES]."""

GROUPS = ("regions", "targets", "equipment", "conditions", "units", "proms", "sources")
"""The groups of vocabulary.yaml."""

GOALS = frozenset({"running", "jumping"})
"""Goals of a patient that clauses and listings may depend on [MEASUREMENTS B.3]."""

RUN_POLICIES = frozenset({"default", "runner_pfp", "shin"})
"""Pain rules while running [SPEC 2.2]; `default` is the protocol's own policy [CORRECTIONS D2]."""

RUN_STAGES = ("RS0", "RS0b", *(f"RS{stage}" for stage in range(1, 13)))
"""Stages of the return to running [SPEC 4.2]."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that a protocol may refer to."""

    vocabulary: dict[str, dict[str, Text]]
    exercises: dict[str, ExerciseEntry]
    measurements: dict[str, MeasurementEntry]
    confirmations: dict[str, ConfirmationEntry]


def read_vocabulary(document: Cursor | None) -> dict[str, dict[str, Text]]:
    """Group -> slug -> words, from the root of vocabulary.yaml; every group is there, perhaps empty."""
    groups: dict[str, dict[str, Text]] = {group: {} for group in GROUPS}
    if document is not None:
        for group, cursor in document.fields(GROUPS).found.items():
            groups[group] = {slug: texts(below) for slug, below in cursor.entries()}
    return groups
