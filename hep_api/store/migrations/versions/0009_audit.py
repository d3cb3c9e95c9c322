"""Revision 0009: the audit trail, its heads and its keys; rows of the trail are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WORDS = "rows of the audit trail are only added"

# hep_app: the role that the product runs as where it does not own its tables; without such a role nothing is granted.
ON_POSTGRESQL = (
    f"""
    CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'insufficient_privilege'; END $$
    """,
    """
    CREATE TRIGGER audit_only_added BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()
    """,
    """
    CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()
    """,
    "REVOKE ALL ON audit, audit_head, data_key FROM PUBLIC",
    """
    DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hep_app') THEN
        REVOKE ALL ON audit, audit_head, data_key FROM hep_app;
        GRANT SELECT, INSERT ON audit TO hep_app;
        GRANT SELECT, INSERT, UPDATE ON audit_head TO hep_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON data_key TO hep_app;
    END IF; END $$
    """,
)
ON_SQLITE = tuple(
    f"CREATE TRIGGER audit_{word} BEFORE {what} ON audit BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for word, what in (("not_changed", "UPDATE"), ("not_deleted", "DELETE"))
)


def upgrade() -> None:
    _audit()
    op.create_table(
        "audit_head",
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="Whose chain; nil: the installation's own"),
        sa.Column("sequence", sa.BigInteger(), nullable=False, comment="Number of the last link; 0: none yet"),
        sa.Column("mac", sa.String(), nullable=False, comment="Its mac; of link 0 only zeros"),
        sa.Column("key_id", sa.Uuid(), nullable=False, comment="The key that the next link is made with"),
        sa.PrimaryKeyConstraint("clinic_id", name=op.f("pk_audit_head")),
        comment="The last link of each audit chain; locking it orders who appends",
    )
    _data_key()
    for statement in ON_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else ON_SQLITE:
        op.execute(statement)


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="Whose chain; nil: the installation's own"),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False, comment="From 1, without gaps"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When (real time)"),
        sa.Column("action", sa.String(), nullable=False, comment="What was done, such as plan.changed"),
        sa.Column("actor_id", sa.Uuid(), nullable=True, comment="Who; empty: the product itself"),
        sa.Column("patient_id", sa.Uuid(), nullable=True, comment="About which patient, if about one"),
        sa.Column("payload", sa.Text(), nullable=False, comment="Canonical JSON of the event: ids, never content"),
        sa.Column("key_id", sa.Uuid(), nullable=False, comment="The key of the chain, in data_key"),
        sa.Column(
            "mac",
            sa.String(),
            nullable=False,
            comment="HMAC-SHA-256 in hex of the mac before, the sequence and the payload",
        ),
        sa.PrimaryKeyConstraint("clinic_id", "sequence", name=op.f("pk_audit")),
        comment="Who did or read what, about whom; append-only, chained by HMAC within a clinic",
    )
    op.create_index("ix_audit_patient", "audit", ["clinic_id", "patient_id", "sequence"])
    op.create_index("ix_audit_actor", "audit", ["clinic_id", "actor_id", "sequence"])


def _data_key() -> None:
    made = "Made by the server; a patient's key has the patient's"
    op.create_table(
        "data_key",
        sa.Column("id", sa.Uuid(), nullable=False, comment=made),
        sa.Column(
            "clinic_id", sa.Uuid(), nullable=False, comment="The clinic that owns the row; nil: the installation"
        ),
        sa.Column("purpose", sa.String(), nullable=False, comment="audit or patient"),
        sa.Column("owner_id", sa.Uuid(), nullable=False, comment="The clinic or patient that it is for"),
        sa.Column(
            "wrapped", sa.LargeBinary(), nullable=False, comment="The key, sealed under a key made of SECRET_KEY"
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, comment="When (real time)"),
        sa.CheckConstraint("purpose IN ('audit', 'patient')", name=op.f("ck_data_key_purpose_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_key")),
        comment="Keys, wrapped; back this table up apart from the others and for a short time",
    )
    op.create_index("ix_data_key_owner", "data_key", ["clinic_id", "owner_id"])


def downgrade() -> None:
    for table in ("data_key", "audit_head", "audit"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")
