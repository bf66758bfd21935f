"""the language people read, and what they put right themselves

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
when = "before"  # the release before leaves the new columns as they are, and takes no platform's word over anything


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("own", sa.String(), server_default="", nullable=False))
    # nobody knows any more which of these they said themselves
    op.execute("UPDATE person SET own = 'contact name time_zone' WHERE NOT erased")


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("own")
        batch_op.drop_column("language")
