"""What commands share: reading the settings, opening the database, and ending with a plain word when either fails."""

import datetime as dt
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from adapters.settings import Settings
    from bot.matching import Relevance
    from storage.unit_of_work import CannotOpen, SqlStore

EnvFile = Annotated[
    Path | None, typer.Option("--env-file", help="Read settings from this file where the environment is silent.")
]


def group() -> typer.Typer:
    """The commands of one subject."""
    return typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def stop(why: str) -> NoReturn:
    """End with exit code 2, as for every command that cannot begin."""
    typer.echo(why, err=True)
    raise typer.Exit(2)


def settings_of(env_file: Path | None) -> "Settings":
    """What the environment says, complete or not."""
    from adapters.settings import SettingsIncomplete, read_settings

    try:
        return read_settings(env_file)
    except SettingsIncomplete as incomplete:
        stop(str(incomplete))


def database_of(env_file: Path | None) -> str:
    """The address of the database."""
    return settings_of(env_file).database_url


def store_at(url: str, relevance: "Relevance | None" = None) -> "SqlStore":
    """The database at `url`, migrated. Raises CannotOpen."""
    from storage.unit_of_work import CannotOpen, open_store

    try:
        return open_store(url, relevance=relevance)
    except ValueError as problem:
        raise CannotOpen("its address cannot be read, or names SQLite without a file") from problem


def opened(url: str) -> "closing[SqlStore]":
    """The same, closed again at the end of the block; the command ends if it cannot be opened."""
    from storage.unit_of_work import CannotOpen

    try:
        return closing(store_at(url))
    except CannotOpen as problem:
        stop_unopened(problem)


def stop_unopened(problem: "CannotOpen") -> NoReturn:
    """End with why: neither the address nor the library's words, because both may hold the password."""
    stop(f"The database that SHOES_DATABASE_URL names cannot be opened ({problem}).")


def this_moment() -> dt.datetime:
    """The time, aware, in UTC."""
    from adapters.clock import SystemClock

    return SystemClock().now()


def relevance(words: Path | None = None, *, begin: bool = False, wait: bool = False) -> "Relevance":
    """With meaning added as soon as the model is loaded: in a thread on first use, or from now on if told to `begin`;
    or here and now, for whoever will `wait` for it.

    `words` is a folder of the installation's own terms and subjects.
    """
    from adapters.embedding import LazyEncoder
    from bot.matching import Relevance

    if words is not None:
        _use_also(words)
    encoder = LazyEncoder(lambda: compared.knowledge.passages)
    compared = Relevance(encoder)
    encoder.when_ready = compared.warm  # in its thread, so that no search waits for it
    if wait:
        encoder.wait()
    elif begin:
        encoder.start()
    return compared


def _use_also(words: Path) -> None:
    """Read at once, unlike what comes with the bot, which its tests have read: somebody may have slipped."""
    from bot import jargon

    try:
        jargon.use_also(words)
        slips = jargon.faults(jargon.subjects(), jargon.terms())
    except jargon.JargonError as fault:
        stop(f"The words and subjects cannot be read: {fault}")
    for slip in slips:
        typer.echo(f"Passed over in the words and subjects: {slip}", err=True)
