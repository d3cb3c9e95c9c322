"""Revision 0005: who signed content."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    by, on = "Which clinician had signed it; null = nobody yet", "On which day"
    op.add_column("content", sa.Column("reviewed_by", sa.String(), nullable=True, comment=by))
    op.add_column("content", sa.Column("reviewed_on", sa.Date(), nullable=True, comment=on))


def downgrade() -> None:
    op.drop_column("content", "reviewed_on")
    op.drop_column("content", "reviewed_by")
