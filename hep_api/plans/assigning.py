"""Assigns a whole programme to a patient in one transaction."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from hep_api import codec
from hep_api.catalogue.kept_wording import wording_of
from hep_api.catalogue.values import Fills, Review
from hep_api.courses.recording import Recorded, Submission, record
from hep_api.courses.writing import Written
from hep_api.engine.assigning import listing_of
from hep_api.engine.configuring import NotAllowed
from hep_api.engine.facts import Assign, Fact, Side, credited_on
from hep_api.engine.ladder import rungs_of
from hep_api.engine.protocol import Content
from hep_api.engine.restrictions import CONDITIONS
from hep_api.engine.state import Course
from hep_api.errors import Conflict, FieldError, Invalid
from hep_api.plans.clinician import Desk, plan_in, sent
from hep_api.plans.filling import read_fills
from hep_api.plans.overriding import read_overrides
from hep_api.plans.reviewing import refuse_unreviewed
from hep_api.store import clinic_settings, contents, patients, plans, wordings
from hep_api.store.models import PlanRow

MOST_DAYS_AWAY = 366
"""How far from today a first day may lie: beyond a year it is a typing mistake."""


EPISODE = {
    "injury_on": "injury_on", "surgery_on": "surgery_on", "race_on": "race_on", "bone_site": "bone_site",
    "surgery_graft": "surgery.graft", "surgery_extras": "surgery.extras", "conditions": CONDITIONS,
}  # fmt: skip
"""What a fact of the episode is called in content, by what it is called over HTTP [MEASUREMENTS B.3]."""


def plan_id_of(patient_id: UUID, fact_id: UUID) -> UUID:
    """The id of the plan that a fact assigns: the same for every retry."""
    return uuid5(NAMESPACE_URL, f"hep:plan:{patient_id}:{fact_id}")


def assign_plan(desk: Desk, patient_id: UUID, given: Mapping[str, Any]) -> Recorded:
    """Assign a protocol; raises NotFound (patient out of reach), Invalid (every bad reference) and Conflict.

    The conflicts: settings_conflict, protocol_unreviewed.
    """
    patient = patients.get_patient(desk.scope, patient_id)
    if not _is_offered(desk, given["protocol_id"]):
        known = ", ".join(sorted(name for name in desk.catalogue.protocols if _is_offered(desk, name)))
        raise Invalid(
            "Some fields cannot be used.", [FieldError("protocol_id", f"There is none such; known: {known}.")]
        )
    fills, unfilled = read_fills(desk.catalogue, desk.catalogue.protocols[given["protocol_id"]], given["fills"])
    content = content_of(desk, given["protocol_id"], fills)
    today = credited_on(desk.now, patient.zone)
    mistakes = [*unfilled, *_mistakes(content, given), *_bad_conditions(desk, given)]
    if abs(given["started_on"] - today) > timedelta(days=MOST_DAYS_AWAY):
        mistakes.append(FieldError("started_on", "More than a year away from today."))
    body = _assign(plan_id_of(patient_id, given["id"]), content, given)
    fact = Fact(given["id"], desk.now, patient.zone, today, body, plan_id=body.plan_id)
    further, more = read_overrides(desk, fact, body, content, given)
    review = desk.catalogue.protocols[content.protocol.id].review

    def check(_: Course) -> list[FieldError]:
        refuse_unreviewed(desk.scope, review)
        return [*mistakes, *more]

    submission = Submission(
        fact,
        lambda written: _answer(fact.id, content, body, review, written),
        check=check,
        contents={content.hash: content},
        also=lambda: _add_rows(desk, patient_id, content, body, review),
        sent=sent(body.plan_id, _without_nothing(given)),
        further=further,
    )
    return record(desk.scope, patient_id, submission, desk.now)


def _is_offered(desk: Desk, protocol_id: str) -> bool:
    return protocol_id in desk.catalogue.protocols and desk.catalogue.offers(protocol_id)


def _without_nothing(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was asked for; overrides and fills that were not are left out, as they were before there were any."""
    return {name: value for name, value in given.items() if name not in {"overrides", "fills"} or value}


def content_of(desk: Desk, protocol_id: str, fills: Fills = ()) -> Content:
    """The protocol with the clinic's own settings; raises Conflict where the two cannot stand together."""
    try:
        return desk.catalogue.content(protocol_id, clinic_settings.overrides(desk.scope), fills)
    except NotAllowed as error:
        message = f"The clinic's settings and those of this protocol contradict each other: {error}"
        raise Conflict(message, code="settings_conflict") from error


def _assign(plan_id: UUID, content: Content, given: Mapping[str, Any]) -> Assign:
    exercises = content.exercises
    rungs = {
        slug: index
        for slug, rung_id in sorted(given["start_rungs"].items())
        if slug in exercises
        for index, rung in enumerate(exercises[slug].rungs)
        if rung.id == rung_id
    }
    return Assign(
        plan_id=plan_id,
        content_hash=content.hash,
        started_on=given["started_on"],
        side=Side(given["side"]),
        autonomy=given["autonomy"],
        days=tuple(sorted(given["days"])),
        start_rungs=tuple(rungs.items()),
        morning_baseline=given["morning_baseline"],
        goals=tuple(sorted(given["goals"])),
        usual_swelling=given["usual_swelling"],
        usual_night_pain=given["usual_night_pain"],
        episode=tuple(
            (EPISODE[name], ",".join(value) if isinstance(value, list) else str(value))
            for name, value in sorted(given["episode"].items())
            if value not in (None, [])
        ),
    )


def _bad_conditions(desk: Desk, given: Mapping[str, Any]) -> Iterator[FieldError]:
    known = desk.catalogue.vocabulary["conditions"]
    for index, condition in enumerate(given["episode"].get("conditions") or ()):
        if condition not in known:
            path = f"episode.conditions.{index}"
            yield FieldError(path, f"There is no such condition; known: {', '.join(sorted(known))}.")


def _mistakes(content: Content, given: Mapping[str, Any]) -> Iterator[FieldError]:
    """Start rungs must lie inside what the first phase allows of the ladder."""
    first = content.protocol.phases[0]
    for slug, rung_id in given["start_rungs"].items():
        listing = listing_of(first, slug)
        if listing is None:
            known = ", ".join(entry.slug for entry in first.exercises)
            yield FieldError(f"start_rungs.{slug}", f"The first phase does not list it; it lists: {known}.")
            continue
        rungs = rungs_of(content.exercises[slug], listing)
        allowed = [rung.id for rung in rungs.exercise.rungs[rungs.floor : rungs.ceiling + 1]]
        if rung_id not in allowed:
            yield FieldError(f"start_rungs.{slug}", f"Not a variant of the first phase; allowed: {', '.join(allowed)}.")


def _add_rows(desk: Desk, patient_id: UUID, content: Content, body: Assign, review: Review) -> None:
    keep(desk, content, review)
    wording_hash, wording = wording_of(desk.catalogue, content)
    wordings.store_wording(wording_hash, wording, desk.now)
    row = PlanRow(
        id=body.plan_id,
        clinic_id=desk.scope.clinic_id,
        patient_id=patient_id,
        protocol_id=content.protocol.id,
        protocol_version=content.protocol.version,
        content_hash=content.hash,
        wording_hash=wording_hash,
        status="active",
        phase=content.protocol.phases[0].id,
        started_on=body.started_on,
        side=body.side.value,
        autonomy=body.autonomy,
        version=1,
        created_at=desk.now,
        created_by=desk.scope.subject_id,
    )
    plans.add_plan(desk.scope, row)


def keep(desk: Desk, content: Content, review: Review) -> None:
    """Store what a plan is assigned with under its hash, and who has signed it."""
    plain = codec.content_plain(content.protocol, content.exercises, content.config)
    signed = (review.reviewed_by, review.reviewed_on) if review.reviewed_by and review.reviewed_on else None
    contents.store_content(content.hash, "plan", codec.canonical(plain), desk.now, signed)


def _answer(fact_id: UUID, content: Content, body: Assign, review: Review, written: Written) -> dict[str, Any]:
    plan = plan_in(written.after, body.plan_id)
    return {
        "id": fact_id,
        "plan_id": plan.id,
        "version": 1,
        "protocol_id": content.protocol.id,
        "protocol_version": content.protocol.version,
        "content_hash": content.hash,
        "reviewed": review.reviewed,
        "status": plan.status.value,
        "phase": plan.phase.id,
        "started_on": plan.started_on,
        "days": list(plan.days),
        "side": plan.side.value,
        "autonomy": plan.autonomy,
        "prescriptions": [slot.id for slot in plan.slots],
    }
