"""Wordings: what the decisions of a plan read like, for ever."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row


class WordingRow(Row):
    """Sentences and names under their hash. Global: the hash is the address, so nothing of a clinic is in it."""

    __tablename__ = "wording"
    __table_args__ = ({"comment": "Sentences and names by hash; never changed, never deleted"},)

    hash: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 in hex of the body")
    body: Mapped[bytes] = mapped_column(LargeBinary, comment="Canonical JSON, byte for byte what was hashed")
    created_at: Mapped[datetime] = mapped_column(comment="When it was first stored")
