"""When each kind of work last finished a round (for workers)."""

from datetime import datetime

from hep_api.store.db import across, session
from hep_api.store.models import HeartbeatRow
from hep_api.store.upserts import insert_into


@across()
def note_heartbeat(name: str, at: datetime) -> None:
    """Note that a kind of work finished a round at `at` (real time)."""
    statement = insert_into(HeartbeatRow).values(name=name, at=at)
    session().execute(statement.on_conflict_do_update(index_elements=["name"], set_={"at": at}))
