"""Files of a clinic with content of its own."""

from pathlib import Path
from uuid import UUID

from hep_api import clock
from hep_api.clinic.own_content import add_content

WALL_PUSH = """\
# Ours since 2025.
wall-push:
  name: {en: Knee push into the wall, es: Empuje de rodilla contra la pared}
  region: hip
  targets: [gluteus-medius]
  family: hip_abd
  bands: [A, S]
  equipment: []
  dose: 2x8-15 ps r45 f3-5
  unit: reps
  ladder:
    - {id: both-hands, name: {en: Both hands on the wall, es: Las dos manos en la pared}}
    - {id: no-hands, name: {en: Without hands, es: Sin manos}}
  cue: {en: Push the knee sideways into the wall., es: Empuja la rodilla de lado contra la pared.}
  fault: {en: The trunk leans over., es: El tronco se inclina.}
  easier: {en: Push half as hard., es: Empuja con la mitad de fuerza.}
  harder: {en: Hold each push for longer., es: Mantén más cada empuje.}
  leads_to: [clamshell]
  source: [own]
"""

WALL_PLAN = """\
id: our_hip_start
version: 1.0.0
name: {en: Our start for the hip, es: Nuestro comienzo para la cadera}
patient_name: {en: Hip start, es: Comienzo de cadera}
region: hip
pain_policy: standard
contraindications: []
proms: [NPRS]
phases:
  - id: P1
    band: A
    name: {en: First pushes, es: Primeros empujes}
    weeks: [1, 4]
    freq: 3-5/wk
    exercises:
      - {slug: wall-push, core: true}
      - {slug: clamshell}
    entry:
      - {screen: clear}
    exit:
      - {rep: [wall-push], top: true, sessions: 2}
notes: []
sources: [own]
review: {reviewed_by: null, reviewed_on: null}
"""


def write_files(folder: Path, **texts: str) -> list[Path]:
    """One YAML file a keyword."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.yaml" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def give_own_content(folder: Path, clinic_id: UUID, **texts: str) -> None:
    """A clinic with the wall push and the plan that uses it, or with these files."""
    files = write_files(folder, **(texts or {"plan": WALL_PLAN, "exercises": WALL_PUSH}))
    add_content(clinic_id, files, "Dr. Rivera", clock.now())
