"""`python -m tests.operations.next_release …`: this release, as the one after it might be.

It has a column and a table more, added by a migration that is `before`, and takes an old column's default away in one
that is `after`. Its own people are known by the language that it writes into the new column.
"""

import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa

from storage import migrations, tables
from storage.migrations import rolling

NEW_TABLE = 'op.create_table("glossary", sa.Column("word", sa.String(), primary_key=True))'
NEW_COLUMN = 'op.add_column("person", sa.Column("speaks", sa.String(), server_default="en", nullable=False))'
TIGHTER = 'op.alter_column("person", "speaks", server_default=None)'


def write_migrations(folder: Path) -> None:
    """The two of the next release, after the newest of this one."""
    head = migrations.known_revisions()[-1]
    for revision, revises, when, body in (
        ("next1", head, "before", f"{NEW_TABLE}\n    {NEW_COLUMN}"),
        ("next2", "next1", "after", TIGHTER),
    ):
        (folder / f"{revision}.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n\n"
            f"revision = {revision!r}\ndown_revision = {revises!r}\nwhen = {when!r}\n\ndef upgrade():\n    {body}\n"
        )


def become(folder: Path) -> None:
    """From now on this process is of the next release."""
    write_migrations(folder)
    rolling.FOLDERS = (*rolling.FOLDERS, folder)
    rolling.migrations.cache_clear()
    person: sa.Table = tables.METADATA.tables["person"]
    person.append_column(sa.Column("speaks", sa.String(), nullable=False, default="cy"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        become(Path(made))
        from adapters.__main__ import main

        sys.argv[0] = "shoes"
        main()
