"""Revision 0012: caregivers, emergencies that were reviewed, and who told a fact."""

# ruff: noqa: E501, Q000
# fmt: off
import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('caregiver',
    sa.Column('id', sa.Uuid(), nullable=False, comment='Made by the server'),
    sa.Column('clinic_id', sa.Uuid(), nullable=False, comment='The clinic that owns the row'),
    sa.Column('name', sa.String(), nullable=False, comment='Shown to the patient and to therapists'),
    sa.Column('locale', sa.String(), nullable=False, comment='Language of texts, such as en'),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, comment='When the first therapist invited them'),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_caregiver_clinic_id_clinic'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_caregiver')),
    sa.UniqueConstraint('clinic_id', 'id', name=op.f('uq_caregiver_clinic_id_id')),
    comment='A person who acts for patients; what they may do hangs on live rows of proxy'
    )
    op.create_table('proxy',
    sa.Column('id', sa.Uuid(), nullable=False, comment='Made by the server'),
    sa.Column('clinic_id', sa.Uuid(), nullable=False, comment='The clinic that owns the row'),
    sa.Column('caregiver_id', sa.Uuid(), nullable=False, comment='Who acts'),
    sa.Column('patient_id', sa.Uuid(), nullable=False, comment='For whom'),
    sa.Column('relation', sa.String(), nullable=False, comment='parent, guardian, partner, relative or helper'),
    sa.Column('granted_by', sa.Uuid(), nullable=False, comment='The therapist who asked for it'),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False, comment='Since when'),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=True, comment='When it ends by itself, such as a birthday; empty: never'),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True, comment='When somebody ended it; empty while nobody has'),
    sa.Column('ended_by', sa.Uuid(), nullable=True, comment='Who ended it: a therapist or the patient'),
    sa.CheckConstraint("relation IN ('parent', 'guardian', 'partner', 'relative', 'helper')", name=op.f('ck_proxy_relation_known')),
    sa.ForeignKeyConstraint(['clinic_id', 'caregiver_id'], ['caregiver.clinic_id', 'caregiver.id'], name=op.f('fk_proxy_clinic_id_caregiver_id_caregiver'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['clinic_id', 'granted_by'], ['staff.clinic_id', 'staff.id'], name=op.f('fk_proxy_clinic_id_granted_by_staff'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['clinic_id', 'patient_id'], ['patient.clinic_id', 'patient.id'], name=op.f('fk_proxy_clinic_id_patient_id_patient'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proxy')),
    sa.UniqueConstraint('clinic_id', 'id', name=op.f('uq_proxy_clinic_id_id')),
    comment='Who may act for which patient, until when'
    )
    op.create_index('ix_proxy_patient', 'proxy', ['patient_id'], unique=False)
    op.create_index('uq_proxy_live', 'proxy', ['caregiver_id', 'patient_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    with op.batch_alter_table('care_relationship') as table:
        table.create_unique_constraint(op.f('uq_care_relationship_clinic_id_id'), ['clinic_id', 'id'])
    op.create_table('emergency_review',
    sa.Column('emergency_id', sa.Uuid(), nullable=False, comment='Which access'),
    sa.Column('clinic_id', sa.Uuid(), nullable=False, comment='The clinic that owns the row'),
    sa.Column('reviewed_by', sa.Uuid(), nullable=False, comment='The admin'),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=False, comment='When'),
    sa.Column('note', sa.String(), nullable=False, comment='What the admin found, in their own words'),
    sa.ForeignKeyConstraint(['clinic_id', 'emergency_id'], ['care_relationship.clinic_id', 'care_relationship.id'], name=op.f('fk_emergency_review_clinic_id_emergency_id_care_relationship'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['clinic_id', 'reviewed_by'], ['staff.clinic_id', 'staff.id'], name=op.f('fk_emergency_review_clinic_id_reviewed_by_staff'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('emergency_id', name=op.f('pk_emergency_review')),
    comment='That an admin has looked at an emergency access'
    )
    op.add_column('fact', sa.Column('told_by_role', sa.String(), nullable=True, comment='patient, caregiver ...; empty: before this was kept'))
    op.add_column('fact', sa.Column('told_by', sa.Uuid(), nullable=True, comment='Who told it: the patient, a caregiver or staff'))
    op.add_column('invite', sa.Column('proxy_id', sa.Uuid(), nullable=True, comment="For whose phone, if a caregiver's; empty: the patient's own"))
    op.add_column('token_family', sa.Column('proxy_id', sa.Uuid(), nullable=True, comment='By which leave a caregiver acts for the owner; empty: the owner acts'))
    op.add_column('token_family', sa.Column('emergency_id', sa.Uuid(), nullable=True, comment='The emergency, in care_relationship, that it is for and ends with; empty: none'))


def downgrade() -> None:
    op.drop_column('token_family', 'emergency_id')
    op.drop_column('token_family', 'proxy_id')
    op.drop_column('invite', 'proxy_id')
    op.drop_column('fact', 'told_by')
    op.drop_column('fact', 'told_by_role')
    op.drop_table('emergency_review')
    with op.batch_alter_table('care_relationship') as table:
        table.drop_constraint(op.f('uq_care_relationship_clinic_id_id'), type_='unique')
    op.drop_index('uq_proxy_live', table_name='proxy', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.drop_index('ix_proxy_patient', table_name='proxy')
    op.drop_table('proxy')
    op.drop_table('caregiver')
