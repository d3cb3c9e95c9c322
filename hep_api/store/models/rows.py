"""The declarative base of every row, and the constraints that rows share."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, MetaData, UniqueConstraint, Uuid
from sqlalchemy.orm import DeclarativeBase

from hep_api.store.types import Json, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(DeclarativeBase):
    """Base of every table."""

    # Flask-SQLAlchemy finds the engine of a table by this key.
    metadata = MetaData(naming_convention=NAMES, info={"bind_key": None})
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own hook, read once
        datetime: UtcDateTime(),
        UUID: Uuid(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }


def within(table: str, *columns: str, to: tuple[str, ...] = ("id",)) -> ForeignKeyConstraint:
    """A reference that carries the clinic: (clinic_id, *columns) -> table(clinic_id, *to).

    Deferred to the commit, so a fact and all that it causes go into one transaction in any order.
    """
    return ForeignKeyConstraint(
        ["clinic_id", *columns],
        [f"{table}.clinic_id", *(f"{table}.{name}" for name in to)],
        deferrable=True,
        initially="DEFERRED",
    )


def clinic_reference() -> ForeignKeyConstraint:
    """The clinic that owns the row."""
    return ForeignKeyConstraint(["clinic_id"], ["clinic.id"], deferrable=True, initially="DEFERRED")


def clinic_key(*columns: str) -> UniqueConstraint:
    """What composite references point at: (clinic_id, *columns), by default the id."""
    return UniqueConstraint("clinic_id", *(columns or ("id",)))


def one_of(column: str, *values: str) -> CheckConstraint:
    """The column holds one of a closed set of words."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")
