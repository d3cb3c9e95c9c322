"""Changes the secret that stored keys are wrapped under, and the keys of audit chains, over all clinics."""

from sqlalchemy import select, update

from hep_api import sealing
from hep_api.store import audit, keys
from hep_api.store.db import session
from hep_api.store.models import AuditHeadRow, DataKeyRow
from hep_api.store.scope import Scope


def rewrap_keys() -> int:
    """Wrap every key under the current secret that is not yet; returns how many. Inside `write`.

    Raises CannotOpen when a key opens with none of the secrets: then nothing is changed.
    """
    ring, changed = sealing.installed(), 0
    for row in session().scalars(select(DataKeyRow).with_for_update()).all():
        if not ring.is_current(row.wrapped, row.about):
            row.wrapped = ring.wrap(row.open(), row.about)
            changed += 1
    session().flush()
    if changed:
        audit.append(audit.INSTALLATION, "keys.rewrapped", about={}, details={"count": changed})
    return changed


def renew_chain_key(scope: Scope) -> None:
    """From now on, links of the clinic's chain are made with a new key; earlier ones keep theirs. Inside `write`."""
    key = keys.add_key(scope, keys.AUDIT, scope.clinic_id)
    audit.append(scope, "keys.renewed", about={"key": key.id})
    session().execute(update(AuditHeadRow).where(AuditHeadRow.clinic_id == scope.clinic_id).values(key_id=key.id))
