"""What is stored keeps its name: ids made from names, and the words of enumerations."""

from uuid import NAMESPACE_URL, UUID, uuid5

from hep_api.engine.dose import BAND_COLOURS, LoadKind, Unit
from hep_api.engine.outcomes import ScopeKind, Stage, decision_key
from hep_api.engine.results import Settled
from hep_api.engine.slot import prescription_id
from tests.engine.builders import PLAN
from tests.engine.cases import story


def named(text: str) -> UUID:
    return uuid5(NAMESPACE_URL, text)


def test_the_id_of_a_prescription_is_made_of_plan_and_exercise() -> None:
    assert prescription_id(PLAN, "clam") == named(f"hep:prescription:{PLAN}:clam")


def test_the_key_of_a_decision_is_made_of_plan_subject_trigger_and_stage() -> None:
    assert decision_key(PLAN, "clam", "day:1", Stage.FINAL) == named(f"hep:decision:{PLAN}:clam:day:1:final")
    told = story()
    session = told.session(0)
    about = f"{told.slot().id}:{session.id}"
    assert told.said().key == named(f"hep:decision:{PLAN}:{about}:provisional")


def test_the_ids_of_a_lock_and_its_alert_are_made_of_their_cause() -> None:
    told = story()
    session = told.session(0, pain=7)
    assert [lock.id for lock in told.course.locks] == [named(f"hep:lock:{PLAN}:S3:hip_abd:{session.id}")]
    assert [alert.id for alert in told.course.alerts] == [named(f"hep:alert:{PLAN}:{session.id}")]


def test_the_words_of_what_is_stored_stay() -> None:
    assert list(Stage) == ["provisional", "final", "at_once"]
    assert list(ScopeKind) == ["exercise", "family", "region", "protocol", "programme"]
    assert list(Settled) == ["settled", "watch", "flare", "unknown"]
    assert list(Unit) == ["reps", "seconds", "steps", "metres", "minutes"]
    assert BAND_COLOURS == ("yellow", "red", "green", "blue", "black")
    assert list(LoadKind) == ["none", "kg", "band", "bar", "effort"]
