"""Revision 0003: a clinic has a zone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A clinic that is there already lives where the first of its staff does.
BACKFILL = """
UPDATE clinic SET zone = COALESCE(
    (SELECT staff.zone FROM staff WHERE staff.clinic_id = clinic.id ORDER BY staff.created_at, staff.id LIMIT 1), 'UTC'
)
"""


def upgrade() -> None:
    comment = "IANA zone of its working day: that of staff who have none of their own"
    op.add_column("clinic", sa.Column("zone", sa.String(), server_default="UTC", nullable=False, comment=comment))
    op.execute(BACKFILL)


def downgrade() -> None:
    op.drop_column("clinic", "zone")
