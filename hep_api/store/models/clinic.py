"""Clinics: the walls between tenants."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row


class ClinicRow(Row):
    """One clinic: everything a tenant owns carries its id."""

    __tablename__ = "clinic"
    __table_args__ = ({"comment": "A clinic: the wall between tenants"},)

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    name: Mapped[str] = mapped_column(comment="Shown to its staff and patients")
    zone: Mapped[str] = mapped_column(
        server_default="UTC", comment="IANA zone of its working day: that of staff who have none of their own"
    )
    content_revision: Mapped[int] = mapped_column(
        server_default="0", comment="Counts the changes of its own content; what is kept in memory goes by it"
    )
    media_revision: Mapped[int] = mapped_column(
        server_default="0", comment="Counts the changes of the pictures and films that are shown"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When the clinic was set up")
