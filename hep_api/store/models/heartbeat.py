"""Heartbeats: when each kind of worker last did its round."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row


class HeartbeatRow(Row):
    """One row a round; a silent scheduler shows as an old instant."""

    __tablename__ = "heartbeat"
    __table_args__ = ({"comment": "When each kind of work last finished a round"},)

    name: Mapped[str] = mapped_column(primary_key=True, comment="Which work, such as plan_reminders")
    at: Mapped[datetime] = mapped_column(comment="Real time of its last round")
