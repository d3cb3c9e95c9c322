"""Changes the secret that stored keys are wrapped under, and the keys of audit chains, over all clinics."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from hep_api import sealing
from hep_api.store import audit, keys
from hep_api.store.binding import Bound
from hep_api.store.db import across, bound_to, session
from hep_api.store.models import AuditHeadRow, ClinicRow, DataKeyRow, SecondFactorRow
from hep_api.store.scope import Scope


def rewrap_keys() -> int:
    """Wrap every key and second factor under the current secret that is not yet; returns how many. Inside `write`.

    Raises CannotOpen when one opens with none of the secrets: then nothing is changed.
    """
    changed = 0
    for clinic_id in (*_clinics(), audit.INSTALLATION.clinic_id):
        with bound_to(Bound(clinic_id=clinic_id)):
            changed += _rewrap_data_keys(clinic_id) + _rewrap_second_factors(clinic_id)
            session().flush()
    if changed:
        audit.append(audit.INSTALLATION, "keys.rewrapped", about={}, details={"count": changed})
    return changed


@across()
def _clinics() -> Sequence[UUID]:
    return session().scalars(select(ClinicRow.id).order_by(ClinicRow.id)).all()


def _rewrap_data_keys(clinic_id: UUID) -> int:
    ring, changed = sealing.installed(), 0
    held = select(DataKeyRow).where(DataKeyRow.clinic_id == clinic_id).with_for_update()
    for row in session().scalars(held).all():
        if not ring.is_current(row.wrapped, row.about):
            row.wrapped = ring.wrap(row.open(), row.about)
            changed += 1
    return changed


def _rewrap_second_factors(clinic_id: UUID) -> int:
    """Those that are in use; one that waits to be confirmed waits a quarter of an hour at most."""
    ring, changed = sealing.installed(), 0
    held = select(SecondFactorRow).where(SecondFactorRow.clinic_id == clinic_id, SecondFactorRow.secret.is_not(None))
    for row in session().scalars(held.with_for_update()).all():
        if not ring.is_current(row.secret or b"", row.about):
            row.secret = ring.wrap(ring.unwrap(row.secret or b"", row.about), row.about)
            changed += 1
    return changed


def renew_chain_key(scope: Scope) -> None:
    """From now on, links of the clinic's chain are made with a new key; earlier ones keep theirs. Inside `write`."""
    key = keys.add_key(scope, keys.AUDIT, scope.clinic_id)
    audit.append(scope, "keys.renewed", about={"key": key.id})
    session().execute(update(AuditHeadRow).where(AuditHeadRow.clinic_id == scope.clinic_id).values(key_id=key.id))
