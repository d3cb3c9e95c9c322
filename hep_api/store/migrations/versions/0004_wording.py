"""Revision 0004: a plan keeps its wording."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wording",
        sa.Column("hash", sa.String(), nullable=False, comment="SHA-256 in hex of the body"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="Canonical JSON, byte for byte what was hashed"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="When it was first stored"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_wording")),
        comment="Sentences and names by hash; never changed, never deleted",
    )
    comment = "What its decisions read like, in wording; empty: assigned before that was kept"
    op.add_column("plan", sa.Column("wording_hash", sa.String(), nullable=True, comment=comment))


def downgrade() -> None:
    op.drop_column("plan", "wording_hash")
    op.drop_table("wording")
