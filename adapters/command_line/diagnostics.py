"""Whether all is well; and how the bot reads and ranks, through the very code that serves people."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from adapters.command_line.opening import EnvFile, group, relevance, stop

commands = group()


@commands.command()
def doctor(env_file: EnvFile = None) -> None:
    """Look at everything that serving needs, and say what to do. Ends with 1 if something is wrong."""
    import asyncio

    from rich.console import Console

    from adapters.clock import SystemClock
    from adapters.doctor import findings, show
    from adapters.findings import Finding, State

    async def look() -> list[Finding]:
        return [found async for found in findings(env_file, SystemClock())]

    found = asyncio.run(look())
    show(found, Console(file=sys.stdout))
    if any(one.state is State.WRONG for one in found):
        raise typer.Exit(1)


@commands.command()
def understand() -> None:
    """Read messages as JSON lines (id, text, channel, today) and print what each was understood to want."""
    from adapters.understand_command import understand_lines

    if not understand_lines(sys.stdin, sys.stdout, sys.stderr):
        raise typer.Exit(1)


@commands.command()
def words(folder: Annotated[Path, typer.Argument(help="Holds jargon.toml, subjects/*.toml or both.")]) -> None:
    """Check a folder of your own terms and subjects before it is used. Ends with 1 if something leads nowhere."""
    from bot import jargon

    before = len(jargon.terms()), len(jargon.subjects())
    try:
        jargon.use_also(folder)
        known = len(jargon.terms()) - before[0], len(jargon.subjects()) - before[1]
    except jargon.JargonError as fault:
        stop(str(fault))
    typer.echo(f"{known[0]} more terms and {known[1]} more subjects than come with the bot.")
    slips = jargon.faults(jargon.subjects(), jargon.terms())
    for slip in slips:
        typer.echo(slip)
    if slips:
        raise typer.Exit(1)


@commands.command()
def match(
    offers: Annotated[typer.FileText, typer.Option(encoding="utf-8", help="Offers, as JSON lines.")],
    requests: Annotated[typer.FileText, typer.Option(encoding="utf-8", help="Requests, as JSON lines.")],
    words: Annotated[Path | None, typer.Option(help="A folder of your own terms and subjects to use as well.")] = None,
) -> None:
    """Rank offers for each request, through the very code that serves people."""
    from adapters.match_command import LineError
    from adapters.match_command import match as rank_all

    try:
        rank_all(offers, requests, sys.stdout, relevance=relevance(words, wait=True))
    except LineError as wrong:
        stop(str(wrong))
