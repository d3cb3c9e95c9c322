"""Callers with a valid sign-in, without the detour over login."""

from dataclasses import replace
from datetime import timedelta

from hep_api import clock
from hep_api.settings import Settings
from hep_api.store.db import write
from hep_api.store.scope import Scope
from hep_api.store.tokens import begin_family
from hep_api.tokens import AccessClaims, hash_refresh, mint_access, mint_refresh


def sign_in(settings: Settings, scope: Scope) -> tuple[Scope, dict[str, str]]:
    """The scope with a fresh token family, and the headers that speak for it."""
    at = clock.real_now()
    with write():
        family_id = begin_family(
            scope, refresh_hash=hash_refresh(mint_refresh()), expires_at=at + timedelta(days=1), at=at
        )
    claims = AccessClaims(scope.clinic_id, scope.subject_id, family_id, patient=scope.is_of_patient)
    token = mint_access(settings.secret_key, claims, at, settings.access_minutes)
    return replace(scope, family_id=family_id), {"Authorization": f"Bearer {token}"}
