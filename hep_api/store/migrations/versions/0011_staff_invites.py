"""Revision 0011: invites of staff."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_invite",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the server"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="The clinic that owns the row"),
        sa.Column("email", sa.String(), nullable=False, comment="Lower case: what the person will sign in with"),
        sa.Column("name", sa.String(), nullable=False, comment="Shown to colleagues and to the person"),
        sa.Column("role", sa.String(), nullable=False, comment="therapist or admin"),
        sa.Column("locale", sa.String(), nullable=False, comment="Language of texts and notices, such as en"),
        sa.Column(
            "code_hash", sa.String(), nullable=False, comment="Keyed hash of the code; the code itself is told once"
        ),
        sa.Column(
            "created_by",
            sa.Uuid(),
            nullable=True,
            comment="The admin who invited; empty: the installation's command line",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="When it was made (real time)"),
        sa.Column(
            "expires_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="From when it opens nothing (real time)",
        ),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=True, comment="When it was used"),
        sa.Column(
            "revoked_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was taken back or a newer one replaced it",
        ),
        sa.CheckConstraint("role IN ('therapist', 'admin')", name=op.f("ck_staff_invite_role_known")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "created_by"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_staff_invite_clinic_id_created_by_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinic.id"],
            name=op.f("fk_staff_invite_clinic_id_clinic"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invite")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_staff_invite_clinic_id_id")),
        comment="A single-use code that opens an account of staff",
    )
    op.create_index("uq_staff_invite_code_hash", "staff_invite", ["code_hash"], unique=True)


def downgrade() -> None:
    op.drop_table("staff_invite")
