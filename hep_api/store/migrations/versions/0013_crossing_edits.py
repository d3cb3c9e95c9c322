"""Revision 0013: conflicts with both values, a phone's skew, and what replaces a fact found quickly."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "fact",
        sa.Column(
            "skew_seconds",
            sa.BigInteger(),
            nullable=True,
            comment="How far the phone's clock was ahead when it sent this; empty: it did not say",
        ),
    )
    op.create_index("ix_fact_patient_corrects", "fact", ["patient_id", "corrects"])
    op.create_table(
        "conflict",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made of the subject and the edit: a retry adds none"),
        sa.Column("clinic_id", sa.Uuid(), nullable=False, comment="The clinic that owns the row"),
        sa.Column("patient_id", sa.Uuid(), nullable=False, comment="About whom"),
        sa.Column("subject", sa.String(), nullable=False, comment="plan, patient or reminders"),
        sa.Column("subject_id", sa.Uuid(), nullable=False, comment="Which plan; the patient's own id otherwise"),
        sa.Column("winner", sa.String(), nullable=False, comment="Which edit stands: the earlier or the later one"),
        sa.Column(
            "values",
            sa.LargeBinary(),
            nullable=False,
            comment="What stands and what was set aside as JSON, sealed under the patient's key",
        ),
        sa.Column("sent_by", sa.Uuid(), nullable=False, comment="Who sent the later edit"),
        sa.Column("sent_as", sa.String(), nullable=False, comment="In which role"),
        sa.Column("request_id", sa.Uuid(), nullable=True, comment="Id of the later edit, where it has one"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When the later edit arrived"),
        sa.Column(
            "settled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When somebody had looked at both; empty: open",
        ),
        sa.Column("settled_by", sa.Uuid(), nullable=True, comment="Who"),
        sa.CheckConstraint("subject IN ('plan', 'patient', 'reminders')", name=op.f("ck_conflict_subject_known")),
        sa.CheckConstraint("winner IN ('earlier', 'later')", name=op.f("ck_conflict_winner_known")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patient.clinic_id", "patient.id"],
            name=op.f("fk_conflict_clinic_id_patient_id_patient"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_conflict_clinic_id_id")),
        comment="Edits that crossed, with both values",
    )
    op.create_index("ix_conflict_patient", "conflict", ["patient_id", "settled_at"])


def downgrade() -> None:
    op.drop_table("conflict")
    op.drop_index("ix_fact_patient_corrects", "fact")
    op.drop_column("fact", "skew_seconds")
