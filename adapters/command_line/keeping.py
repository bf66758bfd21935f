"""What is kept, through upgrades and accidents: migrations, backups, and putting them back."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.command_line.opening import EnvFile, database_of, group, settings_of, stop

commands = group()

Yes = Annotated[bool, typer.Option("--yes", help="Overwrite what is there.")]


@commands.command()
def migrate(
    before: Annotated[
        bool, typer.Option("--before", help="What may run beside the release before: begin here.")
    ] = False,
    after: Annotated[
        bool, typer.Option("--after", help="The rest, when nothing of that release runs any more.")
    ] = False,
    env_file: EnvFile = None,
) -> None:
    """Bring the database to this release: --before its processes are started, --after the old ones have ended."""
    from storage import migrations

    if before == after:
        stop("Say --before or --after.")
    settings = settings_of(env_file)
    url = settings.migration_url or settings.database_url
    try:
        standing = (migrations.finish if after else migrations.prepare)(url)
    except migrations.CannotPrepare as problem:
        stop(f"Nothing was run: {problem}.")
    except (migrations.DatabaseFault, ValueError, ImportError) as problem:
        name = "MIGRATION" if settings.migration_url else "DATABASE"
        stop(f"Nothing was run: the database that SHOES_{name}_URL names cannot be used ({type(problem).__name__}).")
    typer.echo(f"The database is at {standing.at}.")
    if not standing.complete:
        typer.echo("`shoes migrate --after` has something to do, once nothing of the release before runs any more.")


@commands.command()
def prepare_procrastinate(env_file: EnvFile = None) -> None:
    """Make the tables that SHOES_DISPATCH=procrastinate needs, after `migrate`, as whoever owns the others."""
    from storage.beside import NotPostgreSQL, make_beside

    try:
        from adapters.lanes_by_procrastinate import SCHEMA, tables
    except ImportError:
        stop('It is not installed: pip install "in-your-shoes[procrastinate]".')
    settings = settings_of(env_file)
    try:
        made = make_beside(settings.migration_url or settings.database_url, SCHEMA, tables())
    except NotPostgreSQL:
        stop("Procrastinate needs PostgreSQL, and SHOES_DATABASE_URL names something else.")
    typer.echo("Procrastinate's tables are made." if made else "Procrastinate's tables are there already.")


@commands.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to, such as /backups/shoes-2026-11-23.db.")],
    yes: Yes = False,
    env_file: EnvFile = None,
) -> None:
    """Copy the SQLite database into one file, looked through from end to end, while the bot goes on working."""
    from storage.backup import CannotKeep, back_up

    try:
        copied = back_up(database_of(env_file), file, overwrite=yes)
    except CannotKeep as problem:
        stop(str(problem))
    typer.echo(f"{file}: {copied.size / 1e6:.1f} MB, whole, at migration {copied.revision}.")
    if copied.sealed:
        typer.echo(
            f"It holds the tokens of {copied.sealed} workspaces, sealed. Without SHOES_SEALING_KEYS they are worth "
            "nothing: keep the key as well, and somewhere else."
        )


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `shoes backup` wrote.")],
    yes: Yes = False,
    env_file: EnvFile = None,
) -> None:
    """Put a backup where SHOES_DATABASE_URL says. Stop `shoes serve` first."""
    from storage.backup import CannotKeep, sealed_tokens
    from storage.backup import restore as put_back
    from storage.sealing import BadKey, NoKeyFits, Sealing

    settings = settings_of(env_file)
    try:
        copied = put_back(file, settings.database_url, overwrite=yes)
    except CannotKeep as problem:
        stop(str(problem))
    typer.echo(f"{copied.size / 1e6:.1f} MB are back, whole, at migration {copied.revision}.")
    if copied.sealed:
        try:
            for token in sealed_tokens(file):
                Sealing(settings.sealing).open(token)
        except (BadKey, NoKeyFits):
            typer.echo(
                f"SHOES_SEALING_KEYS does not open the tokens of all {copied.sealed} workspaces in it: set the key "
                "that was in use, or have the app installed there anew.",
                err=True,
            )
            raise typer.Exit(1) from None
