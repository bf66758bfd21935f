"""somebody's listings, in their order

Revision ID: 0013
Revises: 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
when = "before"  # the release before asks the same, only slower


def upgrade() -> None:
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listing_person_id"))
        batch_op.create_index(
            batch_op.f("ix_listing_person_id_state_created_at"), ["person_id", "state", "created_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listing_person_id_state_created_at"))
        batch_op.create_index(batch_op.f("ix_listing_person_id"), ["person_id"], unique=False)
