"""Revision 0014: getting in."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invite_try",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the server"),
        sa.Column(
            "code_hash",
            sa.String(),
            nullable=False,
            comment="Keyed hash of what was tried, whether there is such a code or not",
        ),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False, comment="When (real time)"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invite_try")),
        comment="A try with a code that opened nothing; too many close the code",
    )
    op.create_index("ix_invite_try_code_hash", "invite_try", ["code_hash"], unique=False)
    op.create_index("ix_invite_try_tried_at", "invite_try", ["tried_at"], unique=False)
    op.create_table(
        "reset_request",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the server"),
        sa.Column("email", sa.String(), nullable=False, comment="The address as it was asked for, in lower case"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, comment="When (real time)"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_request")),
        comment="A wish for a new password, before anybody looked whose; a worker takes it away",
    )
    op.create_index("ix_reset_request_asked_at", "reset_request", ["asked_at"], unique=False)
    op.create_table(
        "email",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the server; part of the Message-ID"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="The clinic that owns the row"),
        sa.Column(
            "staff_id",
            sa.Uuid(),
            nullable=True,
            comment="To whom; the address is looked up when it is sent; empty: to somebody who is invited",
        ),
        sa.Column(
            "staff_invite_id",
            sa.Uuid(),
            nullable=True,
            comment="The invite that it brings; empty: to a member of staff",
        ),
        sa.Column("kind", sa.String(), nullable=False, comment="What it says"),
        sa.Column("state", sa.String(), nullable=False, comment="pending, claimed, or how it ended"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="When it became owed (real time)"),
        sa.Column(
            "expires_at", sa.DateTime(timezone=True), nullable=False, comment="From when it helps nobody (real time)"
        ),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False, comment="Not before (real time)"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="Sends begun"),
        sa.Column(
            "lease_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Until when a worker holds it, by the database's clock",
        ),
        sa.Column("fence", sa.BigInteger(), nullable=False, comment="Rises with every claim; writes name it"),
        sa.Column("detail", sa.String(), nullable=True, comment="What the mail server said, without content"),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True, comment="When it ended; empty while open"),
        sa.CheckConstraint(
            "kind IN ('password_reset', 'password_changed', 'second_factor_on', 'second_factor_off', 'staff_invite')",
            name=op.f("ck_email_kind_known"),
        ),
        sa.CheckConstraint("(staff_id IS NULL) <> (staff_invite_id IS NULL)", name=op.f("ck_email_to_one")),
        sa.CheckConstraint(
            "state IN ('pending', 'claimed', 'sent', 'undeliverable', 'expired')", name=op.f("ck_email_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "staff_id"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_email_clinic_id_staff_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "staff_invite_id"],
            ["staff_invite.clinic_id", "staff_invite.id"],
            name=op.f("fk_email_clinic_id_staff_invite_id_staff_invite"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_email_clinic_id_id")),
        comment="An e-mail on its way to a member of staff, or to somebody who is about to become one",
    )
    op.create_index(
        "ix_email_due",
        "email",
        ["next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index("ix_email_staff", "email", ["staff_id", "kind", "created_at"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("hash", sa.String(), nullable=False, comment="Keyed hash of the code; the code is shown once"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="The clinic that owns the row"),
        sa.Column("staff_id", sa.Uuid(), nullable=False, comment="Whose it is"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When (real time)"),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True, comment="When it was used (real time)"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "staff_id"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_recovery_code_clinic_id_staff_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_recovery_code")),
        comment="A code that stands in once for a lost authenticator app",
    )
    op.create_index("ix_recovery_code_staff", "recovery_code", ["staff_id"], unique=False)
    op.create_table(
        "reset_token",
        sa.Column("hash", sa.String(), nullable=False, comment="SHA-256 in hex of the token; the token is e-mailed"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="The clinic that owns the row"),
        sa.Column("staff_id", sa.Uuid(), nullable=False, comment="Whose password it sets"),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False, comment="When (real time)"),
        sa.Column(
            "expires_at", sa.DateTime(timezone=True), nullable=False, comment="From when it sets nothing (real time)"
        ),
        sa.Column(
            "used_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was used, or replaced by another (real time)",
        ),
        sa.Column("source_hash", sa.String(), nullable=True, comment="Keyed hash of the network address that used it"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "staff_id"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_reset_token_clinic_id_staff_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_reset_token")),
        comment="A single-use token that sets a new password",
    )
    op.create_index("ix_reset_token_staff", "reset_token", ["staff_id"], unique=False)
    op.create_table(
        "second_factor",
        sa.Column("staff_id", sa.Uuid(), nullable=False, comment="Whose it is"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="The clinic that owns the row"),
        sa.Column(
            "secret",
            sa.LargeBinary(),
            nullable=True,
            comment="TOTP secret in use, sealed under the installation's secret",
        ),
        sa.Column(
            "confirmed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Since when it is asked for; empty: not in use",
        ),
        sa.Column(
            "last_step",
            sa.BigInteger(),
            nullable=False,
            comment="Number of the last half minute whose code was used: none is used twice",
        ),
        sa.Column(
            "pending", sa.LargeBinary(), nullable=True, comment="Sealed secret that was shown and not yet confirmed"
        ),
        sa.Column("pending_at", sa.DateTime(timezone=True), nullable=True, comment="When it was shown (real time)"),
        sa.ForeignKeyConstraint(
            ["clinic_id", "staff_id"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_second_factor_clinic_id_staff_id_staff"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_second_factor")),
        comment="The authenticator app of a member of staff",
    )
    op.drop_column("invite", "attempts")
    _say_why("Why: logout, ended, reuse, device, password ...")
    op.add_column(
        "token_family",
        sa.Column(
            "active_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Last request of a person (real time), to the minute; empty: none yet",
        ),
    )
    op.add_column(
        "token_family",
        sa.Column(
            "device_hash", sa.String(), nullable=True, comment="SHA-256 in hex of the id that the device gave itself"
        ),
    )
    op.add_column(
        "token_family",
        sa.Column("device_name", sa.String(), nullable=True, comment="What the device calls itself, for its owner"),
    )
    op.add_column(
        "token_family",
        sa.Column(
            "source_hash", sa.String(), nullable=True, comment="Keyed hash of the network address that signed in"
        ),
    )


def _say_why(comment: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"COMMENT ON COLUMN token_family.revoked_reason IS '{comment}'")


def downgrade() -> None:
    _say_why("logout, reuse or replaced")
    op.drop_column("token_family", "source_hash")
    op.drop_column("token_family", "device_name")
    op.drop_column("token_family", "device_hash")
    op.drop_column("token_family", "active_at")
    op.add_column(
        "invite",
        sa.Column(
            "attempts",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Wrong birth years so far; too many close the invite",
        ),
    )
    op.drop_table("second_factor")
    op.drop_index("ix_reset_token_staff", table_name="reset_token")
    op.drop_table("reset_token")
    op.drop_index("ix_recovery_code_staff", table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_index("ix_email_staff", table_name="email")
    op.drop_index(
        "ix_email_due",
        table_name="email",
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.drop_table("email")
    op.drop_index("ix_reset_request_asked_at", table_name="reset_request")
    op.drop_table("reset_request")
    op.drop_index("ix_invite_try_tried_at", table_name="invite_try")
    op.drop_index("ix_invite_try_code_hash", table_name="invite_try")
    op.drop_table("invite_try")
