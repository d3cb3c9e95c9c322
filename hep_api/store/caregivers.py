"""Caregivers of patients within reach, and for whom whoever asks may act."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, select, update

from hep_api.errors import Forbidden, NotFound
from hep_api.store import audit
from hep_api.store.db import session
from hep_api.store.models import CaregiverRow, InviteRow, PatientRow, ProxyRow, TokenFamilyRow
from hep_api.store.reach import in_reach, proxy_lives
from hep_api.store.scope import Role, Scope
from hep_api.store.tokens import revoke_family


@dataclass(frozen=True, slots=True)
class Acting:
    """One caregiver of one patient."""

    caregiver: CaregiverRow
    proxy: ProxyRow
    patient: PatientRow


def add_proxy(scope: Scope, caregiver: CaregiverRow, proxy: ProxyRow) -> None:
    """Let a caregiver act for a patient of the scope's clinic; an earlier leave of the two is replaced."""
    caregiver.clinic_id = proxy.clinic_id = scope.clinic_id
    session().add(caregiver)
    _end(scope, proxy.caregiver_id, proxy.patient_id, proxy.started_at)
    session().add(proxy)
    about = {"patient": proxy.patient_id, "caregiver": caregiver.id, "proxy": proxy.id}
    until = proxy.until_at.isoformat() if proxy.until_at else None
    audit.append(scope, "caregiver.allowed", about=about, details={"until": until})


def list_acting(scope: Scope, patient_id: UUID, now: datetime) -> list[Acting]:
    """Who may act for a patient within reach at `now`, first come first."""
    found = _acting(scope, now).where(ProxyRow.patient_id == patient_id)
    return _read(found)


def get_acting(scope: Scope, patient_id: UUID, caregiver_id: UUID, now: datetime) -> Acting:
    """One caregiver of a patient within reach at `now`; raises NotFound."""
    acting = next((one for one in list_acting(scope, patient_id, now) if one.caregiver.id == caregiver_id), None)
    if acting is None:
        raise NotFound("There is no such caregiver.")
    return acting


def get_known(scope: Scope, caregiver_id: UUID, now: datetime) -> CaregiverRow:
    """Somebody who acts for any patient within reach at `now`; raises NotFound."""
    found = _acting(scope, now).where(CaregiverRow.id == caregiver_id).limit(1)
    for acting in _read(found):
        return acting.caregiver
    raise NotFound("There is no such caregiver.")


def end_proxy(scope: Scope, acting: Acting, now: datetime) -> None:
    """From the next request on this caregiver no longer acts for this patient: sign-ins, devices and codes end."""
    _end(scope, acting.caregiver.id, acting.patient.id, now)


def list_mine(scope: Scope, now: datetime) -> list[Acting]:
    """For whom the caregiver who asks may act at `now`, by name; raises Forbidden to others."""
    if scope.role is not Role.CAREGIVER or scope.actor_id is None:
        raise Forbidden("This is for caregivers.")
    found = _rows(scope, now).where(ProxyRow.caregiver_id == scope.actor_id, PatientRow.archived_at.is_(None))
    return sorted(_read(found), key=lambda one: (one.patient.name.casefold(), one.patient.id))


def _read(found: Select[CaregiverRow, ProxyRow, PatientRow]) -> list[Acting]:
    return [Acting(caregiver, proxy, patient) for caregiver, proxy, patient in session().execute(found)]


def _acting(scope: Scope, now: datetime) -> Select[CaregiverRow, ProxyRow, PatientRow]:
    within = in_reach(scope, ProxyRow.clinic_id, ProxyRow.patient_id)
    return _rows(scope, now).where(within).order_by(ProxyRow.started_at, CaregiverRow.id)


def _rows(scope: Scope, now: datetime) -> Select[CaregiverRow, ProxyRow, PatientRow]:
    return (
        select(CaregiverRow, ProxyRow, PatientRow)
        .join(ProxyRow, and_(ProxyRow.clinic_id == CaregiverRow.clinic_id, ProxyRow.caregiver_id == CaregiverRow.id))
        .join(PatientRow, and_(PatientRow.clinic_id == ProxyRow.clinic_id, PatientRow.id == ProxyRow.patient_id))
        .where(CaregiverRow.clinic_id == scope.clinic_id, proxy_lives(now))
    )


def _end(scope: Scope, caregiver_id: UUID, patient_id: UUID, now: datetime) -> None:
    ended = (
        update(ProxyRow)
        .where(
            ProxyRow.clinic_id == scope.clinic_id,
            ProxyRow.caregiver_id == caregiver_id,
            ProxyRow.patient_id == patient_id,
            ProxyRow.ended_at.is_(None),
        )
        .values(ended_at=now, ended_by=scope.subject_id)
        .returning(ProxyRow.id)
        .execution_options(synchronize_session=False)
    )
    for proxy_id in session().scalars(ended).all():
        about = {"patient": patient_id, "caregiver": caregiver_id, "proxy": proxy_id}
        audit.append(scope, "caregiver.ended", about=about)
        families = select(TokenFamilyRow.id).where(
            TokenFamilyRow.clinic_id == scope.clinic_id, TokenFamilyRow.proxy_id == proxy_id
        )
        for family_id in session().scalars(families).all():
            revoke_family(scope, family_id, reason="proxy_ended", at=now)
        session().execute(
            update(InviteRow)
            .where(InviteRow.clinic_id == scope.clinic_id, InviteRow.proxy_id == proxy_id)
            .where(InviteRow.redeemed_at.is_(None), InviteRow.revoked_at.is_(None))
            .values(revoked_at=now)
        )
