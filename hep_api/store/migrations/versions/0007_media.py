"""Revision 0007: pictures and films of exercises."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "Counts the changes of the pictures and films that are shown"
    op.add_column(
        "clinic", sa.Column("media_revision", sa.Integer(), server_default="0", nullable=False, comment=comment)
    )
    op.create_table(
        "media",
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="The clinic that owns the row"),
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the client; unique within the clinic"),
        sa.Column(
            "slug", sa.String(), nullable=False, comment="Which exercise, of the shipped catalogue or the clinic's own"
        ),
        sa.Column(
            "rung_id", sa.String(), nullable=True, comment="Which variant of its ladder; NULL = the exercise as such"
        ),
        sa.Column("kind", sa.String(), nullable=False, comment="picture or video"),
        sa.Column(
            "media_type",
            sa.String(),
            nullable=False,
            comment="MIME type; text/html is the page of a film at a video host",
        ),
        sa.Column("url", sa.String(), nullable=True, comment="Address of a link; NULL for an upload"),
        sa.Column("hash", sa.String(), nullable=True, comment="SHA-256 in hex of the kept bytes; NULL for a link"),
        sa.Column("size_bytes", sa.Integer(), nullable=True, comment="Of the kept bytes; NULL for a link"),
        sa.Column("width", sa.Integer(), nullable=True, comment="Pixels, where known"),
        sa.Column("height", sa.Integer(), nullable=True, comment="Pixels, where known"),
        sa.Column(
            "alt_en",
            sa.String(),
            nullable=False,
            comment="What it shows, for who cannot see it; one language at least is there",
        ),
        sa.Column("alt_es", sa.String(), nullable=False, comment="The same in Spanish"),
        sa.Column("caption_en", sa.String(), nullable=False, comment="Words beside it; may be empty"),
        sa.Column("caption_es", sa.String(), nullable=False, comment="The same in Spanish"),
        sa.Column("licence", sa.String(), nullable=False, comment="By what right it is shown"),
        sa.Column("credit", sa.String(), nullable=False, comment="Whom to name; may be empty"),
        sa.Column("position", sa.Integer(), nullable=False, comment="Lower ones come first"),
        sa.Column(
            "fingerprint",
            sa.String(),
            nullable=False,
            comment="Hash of what was sent: the same id with another is a conflict",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="Counts its edits, from 1"),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False, comment="When"),
        sa.Column("added_by", sa.Uuid(), nullable=False, comment="Who"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True, comment="When its words were last changed"),
        sa.Column("changed_by", sa.Uuid(), nullable=True, comment="Who changed them"),
        sa.Column(
            "removed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Since when it is shown to nobody; its bytes are gone",
        ),
        sa.Column("removed_by", sa.Uuid(), nullable=True, comment="Who removed it"),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True, comment="When a link was last fetched"),
        sa.Column(
            "next_check_at", sa.DateTime(timezone=True), nullable=True, comment="When it is fetched again; NULL = never"
        ),
        sa.Column("failures", sa.Integer(), nullable=False, comment="Checks in a row that failed"),
        sa.Column(
            "failing_since",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the first of them failed; NULL = it answers",
        ),
        sa.Column("failed_why", sa.String(), nullable=False, comment="What the last of them met; empty = it answers"),
        sa.Column(
            "hidden_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Since when only staff see it, because it is broken",
        ),
        sa.CheckConstraint("alt_en <> '' OR alt_es <> ''", name=op.f("ck_media_alt_given")),
        sa.CheckConstraint("kind IN ('picture', 'video')", name=op.f("ck_media_kind_known")),
        sa.CheckConstraint("(hash IS NULL) = (size_bytes IS NULL)", name=op.f("ck_media_upload_whole")),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name=op.f("ck_media_removed_whole")),
        sa.CheckConstraint("(url IS NULL) <> (hash IS NULL)", name=op.f("ck_media_link_or_upload")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "added_by"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_media_clinic_id_added_by_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "changed_by"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_media_clinic_id_changed_by_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "removed_by"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_media_clinic_id_removed_by_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinic.id"], name=op.f("fk_media_clinic_id_clinic"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_media")),
        comment="Pictures and films that a clinic adds to exercises; removed ones stay as rows",
    )
    op.create_index(op.f("ix_media_clinic_id_slug"), "media", ["clinic_id", "slug"], unique=False)
    op.create_index(op.f("ix_media_next_check_at"), "media", ["next_check_at"], unique=False)
    op.create_table(
        "media_file",
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="The clinic that owns the row"),
        sa.Column("media_id", sa.Uuid(), nullable=False, comment="Of which upload"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="As it is served: checked, without metadata"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "media_id"],
            ["media.clinic_id", "media.id"],
            name=op.f("fk_media_file_clinic_id_media_id_media"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"],
            ["clinic.id"],
            name=op.f("fk_media_file_clinic_id_clinic"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("clinic_id", "media_id", name=op.f("pk_media_file")),
        comment="Bytes of uploads; they go when the upload is removed",
    )
    if op.get_bind().dialect.name == "postgresql":
        # Pictures and films are compressed already; uncompressed, a piece is read without the rest.
        op.execute("ALTER TABLE media_file ALTER COLUMN body SET STORAGE EXTERNAL")


def downgrade() -> None:
    op.drop_table("media_file")
    op.drop_index(op.f("ix_media_next_check_at"), table_name="media")
    op.drop_index(op.f("ix_media_clinic_id_slug"), table_name="media")
    op.drop_table("media")
    op.drop_column("clinic", "media_revision")
