"""Revision 0006: a clinic's own content."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "Counts the changes of its own content; what is kept in memory goes by it"
    op.add_column(
        "clinic", sa.Column("content_revision", sa.Integer(), server_default="0", nullable=False, comment=comment)
    )
    op.create_table(
        "clinic_content",
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="The clinic that owns the row"),
        sa.Column("name", sa.String(), nullable=False, comment="Slug of the exercise, or id of the protocol"),
        sa.Column(
            "revision",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="The clinic's content revision that brought it",
        ),
        sa.Column("kind", sa.String(), nullable=False, comment="exercise or protocol"),
        sa.Column("version", sa.String(), nullable=False, comment="Of a protocol; exercises have none"),
        sa.Column("body", sa.Text(), nullable=False, comment="YAML as it was written"),
        sa.Column("hash", sa.String(), nullable=False, comment="SHA-256 in hex of the body"),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column("added_by", sa.String(), nullable=False, comment="Who, as named on the command line"),
        sa.Column(
            "retired_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Since when it is not offered any more",
        ),
        sa.Column("retired_by", sa.String(), nullable=True, comment="Who retired it"),
        sa.CheckConstraint("kind IN ('exercise', 'protocol')", name=op.f("ck_clinic_content_kind_known")),
        sa.CheckConstraint("(retired_at IS NULL) = (retired_by IS NULL)", name=op.f("ck_clinic_content_retired_whole")),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinic.id"],
            name=op.f("fk_clinic_content_clinic_id_clinic"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("clinic_id", "name", "revision", name=op.f("pk_clinic_content")),
        comment="A clinic's own content; rows are added and retired, never rewritten",
    )


def downgrade() -> None:
    op.drop_table("clinic_content")
    op.drop_column("clinic", "content_revision")
