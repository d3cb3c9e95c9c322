"""A session and a morning as a perfect patient tells them."""

from collections.abc import Mapping
from decimal import Decimal

from hep_api.catalogue.walking.asking import EFFORT
from hep_api.engine.dose import Load, LoadKind
from hep_api.engine.facts import ExerciseLog, Form, MorningReport, SessionLog, SetLog, Soreness
from hep_api.engine.protocol import Content
from hep_api.engine.slot import Slot
from hep_api.engine.weights import DEFAULT_LOAD_STEP_KG

NO_PAIN = Decimal(0)
STEPS_LIFTED = 10
"""A weight that is still to be found is so many of its smallest steps, so that one step is a tenth."""

QUIET = MorningReport(
    pain=NO_PAIN, stiffness=NO_PAIN, stiffness_minutes=0, soreness=Soreness.NONE, swelling=0, night_pain=False,
    limp=False, muscle_soreness=NO_PAIN,
)  # fmt: skip


def session(slots: tuple[Slot, ...], content: Content, efforts: Mapping[str, Decimal], bout: int) -> SessionLog:
    """Every set as prescribed, without pain and in good form."""
    logs = tuple(_log(slot, content, efforts.get(slot.slug, EFFORT)) for slot in slots)
    return SessionLog(logs, bout=bout, limp=False, swelling=0, instability=False)


def _log(slot: Slot, content: Content, effort: Decimal) -> ExerciseLog:
    load = _lifted(slot, content)
    targets = [slot.dose.target_of(number) for number in range(slot.dose.sets)]
    sets = tuple(SetLog(target, target, load=load, pain=NO_PAIN) for target in targets)
    return ExerciseLog(slot.id, slot.revision, slot.rung, sets, effort, Form.OK)


def _lifted(slot: Slot, content: Content) -> Load:
    load = slot.dose.load
    if load.kind is not LoadKind.KG or load.value is not None:
        return load
    return Load(LoadKind.KG, STEPS_LIFTED * (content.exercises[slot.slug].load_step or DEFAULT_LOAD_STEP_KG))
