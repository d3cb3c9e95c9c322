"""The pause of all pushes while the push provider refuses us."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row


class PushPauseRow(Row):
    """At most one row: it stands while our credentials are refused, and every worker heeds it."""

    __tablename__ = "push_pause"
    __table_args__ = ({"comment": "Stands while the push provider refuses our credentials"},)

    name: Mapped[str] = mapped_column(primary_key=True, comment="Which provider")
    until_at: Mapped[datetime] = mapped_column(comment="When one message may try again, by the database's clock")
    detail: Mapped[str] = mapped_column(comment="What the provider said, without content")
