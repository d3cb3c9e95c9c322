"""The pause of all pushes while our credentials are refused, heeded by every worker."""

from sqlalchemy import delete, select, update

from hep_api.store.database_clock import database_now
from hep_api.store.db import across, session
from hep_api.store.models import PushPauseRow
from hep_api.store.upserts import insert_into

PROVIDER = "fcm"
PAUSE_SECONDS = 300.0
PROBE_SECONDS = 30.0


@across()
def is_paused() -> bool:
    """Whether a refusal stands, probing included."""
    return session().scalar(select(PushPauseRow.name).where(PushPauseRow.name == PROVIDER)) is not None


@across()
def take_probe() -> bool:
    """Whether the pause has lasted long enough and this worker is the one that tries a single message."""
    taken = session().execute(
        update(PushPauseRow)
        .where(PushPauseRow.name == PROVIDER, PushPauseRow.until_at <= database_now())
        .values(until_at=database_now(PROBE_SECONDS))
        .returning(PushPauseRow.name)
        .execution_options(synchronize_session=False)
    )
    return taken.one_or_none() is not None


@across()
def pause_pushes(detail: str) -> bool:
    """Pause, or pause on; True when pushes were flowing until now."""
    fresh = not is_paused()
    values = {"until_at": database_now(PAUSE_SECONDS), "detail": detail}
    statement = insert_into(PushPauseRow).values(name=PROVIDER, **values)
    session().execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
    return fresh


@across()
def resume_pushes() -> None:
    """Let pushes flow again."""
    session().execute(delete(PushPauseRow).where(PushPauseRow.name == PROVIDER))
