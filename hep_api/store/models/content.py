"""Content versions: what plans were assigned with, for ever."""

from datetime import date, datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row


class ContentRow(Row):
    """One canonical body under its hash. Global: the hash is the address, so nothing of a clinic is in it."""

    __tablename__ = "content"
    __table_args__ = ({"comment": "Canonical content by hash; never changed, never deleted"},)

    hash: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 in hex of the body")
    kind: Mapped[str] = mapped_column(comment="What the body is, such as plan")
    body: Mapped[bytes] = mapped_column(LargeBinary, comment="Canonical JSON, byte for byte what was hashed")
    created_at: Mapped[datetime] = mapped_column(comment="When it was first stored")
    reviewed_by: Mapped[str | None] = mapped_column(comment="Which clinician had signed it; null = nobody yet")
    reviewed_on: Mapped[date | None] = mapped_column(comment="On which day")
