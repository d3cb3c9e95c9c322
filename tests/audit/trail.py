"""The trail of a clinic, read for tests."""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from hep_api.store.db import session
from hep_api.store.models import AuditRow


def trail(clinic_id: UUID) -> list[dict[str, Any]]:
    """Every event, oldest first."""
    found = select(AuditRow.payload).where(AuditRow.clinic_id == clinic_id).order_by(AuditRow.sequence)
    return [orjson.loads(payload) for payload in session().scalars(found)]


def actions(clinic_id: UUID, since: int = 0) -> list[str]:
    """What was done, oldest first, leaving out the first `since`."""
    return [told["action"] for told in trail(clinic_id)[since:]]
