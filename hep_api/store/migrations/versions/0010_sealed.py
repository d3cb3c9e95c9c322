"""Revision 0010: names, birth years and patients' own words are sealed under a key a patient."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from hep_api import sealing

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BINARY = sa.LargeBinary()
PATIENT = sa.table(
    "patient",
    sa.column("id", sa.Uuid()),
    sa.column("clinic_id", sa.Uuid()),
    sa.column("name", sa.String()),
    sa.column("birth_year", sa.Integer()),
    sa.column("identity", BINARY),
)
FACT = sa.table(
    "fact",
    sa.column("patient_id", sa.Uuid()),
    sa.column("id", sa.Uuid()),
    sa.column("body", sa.JSON()),
    sa.column("words", BINARY),
)
KEY = sa.table(
    "data_key",
    sa.column("id", sa.Uuid()),
    sa.column("clinic_id", sa.Uuid()),
    sa.column("purpose", sa.String()),
    sa.column("owner_id", sa.Uuid()),
    sa.column("wrapped", BINARY),
    sa.column("made_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    identity = "Name and birth year as JSON, sealed under the patient's key; empty: erased"
    erased = "Since when nothing but the row's ids is left"
    words = "The patient's own words, sealed under the patient's key; empty: none"
    op.add_column("patient", sa.Column("identity", BINARY, nullable=True, comment=identity))
    op.add_column("patient", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True, comment=erased))
    op.add_column("fact", sa.Column("words", BINARY, nullable=True, comment=words))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("COMMENT ON COLUMN fact.body IS 'The fact itself, without the patient''s own words'")
    for patient_id, key in _seal_identities().items():
        _seal_words(patient_id, key)
    op.drop_column("patient", "name")
    op.drop_column("patient", "birth_year")


def _seal_identities() -> dict[UUID, bytes]:
    """A key for every patient, and what is known of the person under it."""
    connection, made = op.get_bind(), {}
    for row in connection.execute(sa.select(PATIENT)).all():
        key = secrets.token_bytes(32)
        wrapped = sealing.installed().wrap(key, f"key:patient:{row.id}")
        values: dict[str, Any] = {"id": row.id, "clinic_id": row.clinic_id, "purpose": "patient", "owner_id": row.id}
        values |= {"wrapped": wrapped, "made_at": datetime.now(UTC)}  # noqa: TID251 - when this migration runs
        connection.execute(sa.insert(KEY).values(values))
        plain = json.dumps({"birth_year": row.birth_year, "name": row.name}).encode()
        sealed = sealing.seal(key, plain, f"patient:{row.id}:identity")
        connection.execute(sa.update(PATIENT).where(PATIENT.c.id == row.id).values(identity=sealed))
        made[row.id] = key
    return made


def _seal_words(patient_id: UUID, key: bytes) -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(FACT).where(FACT.c.patient_id == patient_id)).all():
        if row.body.get("note"):
            sealed = sealing.seal(key, row.body["note"].encode(), f"fact:{patient_id}:{row.id}:words")
            same = (FACT.c.patient_id == patient_id, FACT.c.id == row.id)
            changed = {"words": sealed, "body": {**row.body, "note": ""}}
            connection.execute(sa.update(FACT).where(*same).values(changed))


def downgrade() -> None:
    raise NotImplementedError("sealed names are not laid open again: restore a backup from before revision 0010")
