"""what is in doubt, urgent or paced

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
when = "before"  # the release before claims without its index a little slower, and that is all


def upgrade() -> None:
    op.create_table(
        "pace",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pace")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("workspace", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("priority", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("first_try_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index(batch_op.f("ix_message_state_try_at"))
        batch_op.create_index(
            batch_op.f("ix_message_state_priority_try_at"), ["state", "priority", "try_at"], unique=False
        )


def downgrade() -> None:
    # the release before knows nothing of these: what may have arrived is tried again, what was held is given up
    op.execute("UPDATE message SET state = 'ready' WHERE state = 'checking'")
    op.execute("UPDATE message SET state = 'given up' WHERE state = 'held'")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_state_priority_try_at"))
        batch_op.create_index(batch_op.f("ix_message_state_try_at"), ["state", "try_at"], unique=False)
        batch_op.drop_column("first_try_at")
        batch_op.drop_column("priority")
        batch_op.drop_column("workspace")
    op.drop_table("pace")
