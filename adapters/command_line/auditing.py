"""The audit log: whether it is whole, and all of it for an auditor."""

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from adapters.command_line.opening import EnvFile, database_of, group, opened, stop

commands = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
audit = group()
commands.add_typer(audit, name="audit", help="The audit log: ids, never names or words.")


@audit.command()
def verify(
    kept: Annotated[
        Path | None, typer.Option("--kept", help="What an earlier `shoes audit verify` printed, kept somewhere else.")
    ] = None,
    env_file: EnvFile = None,
) -> None:
    """Check every line of the audit log against the one before it, and print where each chain ends.

    Keep what this prints on another machine: with --kept, a log that was cut short or written anew is found too.
    """
    from storage.audit import verify as verified

    heads_before = _heads(kept) if kept else {}
    with opened(database_of(env_file)) as store:
        heads, broken = verified(store.engine, heads_before)
    for head in heads:
        typer.echo(f"{head.chain} {head.number} {head.hash}")
    for fault in broken:
        typer.echo(f"{_whose(fault.chain)}, line {fault.number}: {fault.why}.", err=True)
    if broken:
        raise typer.Exit(1)


@audit.command()
def export(
    organisation: Annotated[
        int | None, typer.Option(help="Of this organisation alone, by its number; 0 is the installation's own.")
    ] = None,
    env_file: EnvFile = None,
) -> None:
    """Write the audit log as CSV, with the hash of each line."""
    from storage.audit import lines
    from storage.database import transaction
    from storage.reach import Grant

    out = csv.writer(sys.stdout)
    out.writerow(("organisation", "number", "at", "actor", "what", "about", "turn", "hash"))
    with opened(database_of(env_file)) as store, transaction(store.engine, Grant.OPERATOR) as session:
        for line in lines(session, organisation):
            out.writerow(
                (line.chain, line.number, line.at.isoformat(), line.actor, line.what, line.about, line.turn, line.hash)
            )


def _heads(kept: Path) -> dict[int, tuple[int, str]]:
    try:
        said = [line.split() for line in kept.read_text(encoding="utf-8").splitlines() if line.strip()]
        return {int(chain): (int(number), mark) for chain, number, mark in said}
    except (OSError, ValueError):
        stop(f"{kept} is not what `shoes audit verify` prints.")


def _whose(chain: int) -> str:
    return f"Organisation {chain}" if chain else "The installation"
