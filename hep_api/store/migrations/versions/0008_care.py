"""Revision 0008: a care relationship says what kind it is, why, who made it and until when."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LIVE = sa.text("ended_at IS NULL")
COLUMNS = (
    ("kind", sa.String(), "treating, covering for a colleague, or emergency"),
    ("reason", sa.String(), "Why, in somebody's own words; may be empty while treating"),
    ("begun_by", sa.Uuid(), "The staff member who made it"),
    ("until_at", sa.DateTime(timezone=True), "When it ends by itself; empty: when somebody ends it"),
)
# Until now whoever added a patient treated it, and there was no other kind.
BACKFILL = "UPDATE care_relationship SET kind = 'treating', reason = '', begun_by = staff_id"
STARTED, ENDED = "started_at", "ended_at"
BEFORE = {STARTED: "Since when", ENDED: "Until when; empty while it lives"}
AFTER = {STARTED: "From when; may lie ahead", ENDED: "From when somebody ended it; empty while nobody has"}


def upgrade() -> None:
    op.drop_index("uq_care_relationship_live", table_name="care_relationship")
    for name, kind, comment in COLUMNS:
        op.add_column("care_relationship", sa.Column(name, kind, nullable=True, comment=comment))
    op.execute(BACKFILL)
    with op.batch_alter_table("care_relationship") as table:
        for name, kind, comment in COLUMNS[:3]:
            table.alter_column(name, existing_type=kind, existing_comment=comment, nullable=False)
        for name, comment in AFTER.items():
            table.alter_column(name, existing_type=sa.DateTime(timezone=True), comment=comment)
        table.create_check_constraint(
            op.f("ck_care_relationship_kind_known"), "kind IN ('treating', 'covering', 'emergency')"
        )
    op.create_index(
        "uq_care_relationship_live", "care_relationship", ["staff_id", "patient_id", "kind"],
        unique=True, sqlite_where=LIVE, postgresql_where=LIVE,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("uq_care_relationship_live", table_name="care_relationship")
    # What was no treatment had no place before.
    op.execute("DELETE FROM care_relationship WHERE kind <> 'treating'")
    with op.batch_alter_table("care_relationship") as table:
        table.drop_constraint(op.f("ck_care_relationship_kind_known"), type_="check")
        for name, comment in BEFORE.items():
            table.alter_column(name, existing_type=sa.DateTime(timezone=True), comment=comment)
        for name, _, _ in reversed(COLUMNS):
            table.drop_column(name)
    op.create_index(
        "uq_care_relationship_live", "care_relationship", ["staff_id", "patient_id"],
        unique=True, sqlite_where=LIVE, postgresql_where=LIVE,
    )  # fmt: skip
