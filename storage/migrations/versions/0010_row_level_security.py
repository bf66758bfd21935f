"""row-level security: on PostgreSQL a statement sees one organisation, and beyond it what it says it opens

The unit of work says both for its transaction, in `shoes.organisation` and `shoes.scope` (see `storage/reach.py`). Who
says nothing sees nothing. It holds for the owner of the tables too, but not for a superuser.

Revision ID: 0010
Revises: 0009
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
when = "before"  # there was no release before it that anybody could have run on PostgreSQL

_OWNERS = {
    "workspace": ("organisation_id",),
    "invitation": ("organisation_id",),
    "person": ("organisation_id",),
    "address": ("organisation_id",),
    "listing": ("organisation_id",),
    "suggestion": ("host_organisation_id", "guest_organisation_id"),
    "leg": ("host_organisation_id", "guest_organisation_id"),
    "reflection": ("organisation_id",),
    "conversation": ("organisation_id",),
    "digest": ("organisation_id",),
    "disclosure": ("viewer_organisation_id", "subject_organisation_id"),
}
# visible to whoever sees the row they name: the policies of that table hold within these too
_THROUGH = {
    "exchange": "EXISTS (SELECT 1 FROM suggestion WHERE suggestion.id = exchange.suggestion_id)",
    "proposal": "EXISTS (SELECT 1 FROM leg WHERE leg.id = proposal.leg_id)",
}
# each in a SELECT of its own, so that it is worked out once for a statement and not for every row
_OPENED = "(SELECT position(',{table},' in current_setting('shoes.scope', true)) > 0)"
_ACTING = "(SELECT nullif(current_setting('shoes.organisation', true), '')::integer)"


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    theirs = {table: " OR ".join(f"{name} = {_ACTING}" for name in names) for table, names in _OWNERS.items()}
    for table, condition in {**theirs, **_THROUGH}.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY within_reach ON {table} USING ({_OPENED.format(table=table)} OR {condition})")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in (*_THROUGH, *_OWNERS):
        op.execute(f"DROP POLICY within_reach ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
