"""Invites, lists and ends caregivers; whoever may be under 18 has none without an end."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from hep_api.errors import Conflict, FieldError, Invalid
from hep_api.qr import qr_svg
from hep_api.settings import Settings
from hep_api.store import audit, caregivers, changes, invites, patients
from hep_api.store.caregivers import Acting
from hep_api.store.db import write
from hep_api.store.models import CaregiverRow, PatientRow, ProxyRow
from hep_api.store.scope import Role, Scope
from hep_api.tokens import hash_code, mint_code

OF_AGE = 18
LONGEST = timedelta(days=366 * OF_AGE)


def list_caregivers(scope: Scope, patient_id: UUID, now: datetime) -> list[dict[str, Any]]:
    """Who may act for a patient within reach; raises NotFound."""
    patients.get_patient(scope, patient_id)
    return [_plain(one) for one in caregivers.list_acting(scope, patient_id, now)]


def invite(
    settings: Settings, scope: Scope, patient_id: UUID, given: Mapping[str, Any], *, now: datetime, real_now: datetime
) -> dict[str, Any]:
    """Let somebody act for a patient and make the code for their phone.

    Raises NotFound (the patient, or a caregiver of no patient within reach) and Invalid.
    """
    with write():
        patient = patients.lock_patient(scope, patient_id)
        mistakes = list(_mistakes(patient, given["until_on"], now))
        if mistakes:
            raise Invalid("Some fields cannot be used.", mistakes)
        proxy = ProxyRow(
            id=uuid4(),
            patient_id=patient_id,
            relation=given["relation"],
            granted_by=scope.subject_id,
            started_at=now,
            until_at=_midnight(given["until_on"], patient.zone) if given["until_on"] else None,
        )
        caregiver = _person(scope, given, now)
        proxy.caregiver_id = caregiver.id
        caregivers.add_proxy(scope, caregiver, proxy)
        changes.announce(scope, patient_id, "caregiver", str(caregiver.id), now)
        return _invited(settings, scope, Acting(caregiver, proxy, patient), real_now)


def invite_again(
    settings: Settings, scope: Scope, patient_id: UUID, caregiver_id: UUID, *, now: datetime, real_now: datetime
) -> dict[str, Any]:
    """Another code for a caregiver whose phone changed; older open ones stop working. Raises NotFound."""
    with write():
        patients.lock_patient(scope, patient_id)
        acting = caregivers.get_acting(scope, patient_id, caregiver_id, now)
        return _invited(settings, scope, acting, real_now)


def end(scope: Scope, patient_id: UUID, caregiver_id: UUID, now: datetime) -> None:
    """Stop a caregiver from acting for a patient, from the next request on.

    Raises NotFound, and Conflict when the patient who asks is not of age: then a therapist decides.
    """
    with write():
        patient = patients.lock_patient(scope, patient_id)
        acting = caregivers.get_acting(scope, patient_id, caregiver_id, now)
        if scope.role is Role.PATIENT and _is_minor(patient, now):
            raise Conflict("Until you are 18 your clinic ends this with you.", code="not_of_age")
        caregivers.end_proxy(scope, acting, now)
        changes.announce(scope, patient_id, "caregiver", str(caregiver_id), now)


def _person(scope: Scope, given: Mapping[str, Any], now: datetime) -> CaregiverRow:
    if given["caregiver_id"] is not None:
        return caregivers.get_known(scope, given["caregiver_id"], now)
    return CaregiverRow(id=uuid4(), name=given["name"], locale=given["locale"], created_at=now)


def _mistakes(patient: PatientRow, until_on: date | None, now: datetime) -> Iterator[FieldError]:
    today = now.astimezone(ZoneInfo(patient.zone)).date()
    oldest = _age_at_most(patient, now)
    if until_on is None:
        if oldest is not None and oldest <= OF_AGE:
            yield FieldError("until_on", "Needed while the patient may be under 18: at the latest the 18th birthday.")
        return
    if not today < until_on <= today + LONGEST:
        yield FieldError("until_on", "A day after today, at most 18 years ahead.")
    elif oldest is not None and oldest <= OF_AGE and until_on.year > (patient.birth_year or 0) + OF_AGE:
        yield FieldError("until_on", f"At the latest in {(patient.birth_year or 0) + OF_AGE}, on the 18th birthday.")


def _age_at_most(patient: PatientRow, now: datetime) -> int | None:
    """The age a patient reaches this year; None when no birth year is known."""
    this_year = now.astimezone(ZoneInfo(patient.zone)).year
    return None if patient.birth_year is None else this_year - patient.birth_year


def _is_minor(patient: PatientRow, now: datetime) -> bool:
    """Whether a patient is certainly under 18; in the year of the 18th birthday the patient is believed."""
    age = _age_at_most(patient, now)
    return age is not None and age < OF_AGE


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _invited(settings: Settings, scope: Scope, acting: Acting, at: datetime) -> dict[str, Any]:
    code = mint_code()
    expires_at = at + timedelta(hours=settings.invite_hours)
    hashed = hash_code(settings.secret_key, code)
    invites.add_invite(
        scope, acting.patient.id, code_hash=hashed, expires_at=expires_at, at=at, proxy_id=acting.proxy.id
    )
    audit.append(scope, "caregiver.invited", about={"patient": acting.patient.id, "caregiver": acting.caregiver.id})
    # After the hash sign, so that the code reaches no server's log when the link is opened.
    link = f"{settings.public_url}/redeem#{code}"
    return {
        "caregiver": _plain(acting),
        "code": code,
        "link": link,
        "qr_svg": qr_svg(link),
        "expires_at": expires_at,
    }


def _plain(acting: Acting) -> dict[str, Any]:
    return {
        "id": acting.caregiver.id,
        "name": acting.caregiver.name,
        "relation": acting.proxy.relation,
        "since": acting.proxy.started_at,
        "until_at": acting.proxy.until_at,
    }
