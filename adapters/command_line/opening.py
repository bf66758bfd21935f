"""What commands share: reading the settings, opening the database, and ending with a plain word when either fails."""

import datetime as dt
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from adapters.settings import Settings
    from bot.matching import Relevance
    from storage.unit_of_work import SqlStore

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


def opened(url: str, relevance: "Relevance | None" = None) -> "closing[SqlStore]":
    """The database at `url`, migrated, closed again at the end of the block."""
    from storage.unit_of_work import CannotOpen, open_store

    try:
        return closing(open_store(url, relevance=relevance))
    except (ValueError, CannotOpen) as problem:
        # Neither the address nor the library's words: both may hold the password.
        kind = str(problem) if isinstance(problem, CannotOpen) else type(problem).__name__
        stop(f"The database that SHOES_DATABASE_URL names cannot be opened ({kind}).")


def this_moment() -> dt.datetime:
    """The time, aware, in UTC."""
    from adapters.clock import SystemClock

    return SystemClock().now()


def relevance(words: Path | None = None, *, wait: bool = False) -> "Relevance":
    """With meaning added as soon as the model is loaded, or at once if told to `wait` for it.

    `words` is a folder of the installation's own terms and subjects.
    """
    from adapters.embedding import LazyEncoder
    from bot import jargon
    from bot.matching import Relevance
    from bot.matching.knowledge import usual

    try:
        if words is not None:
            jargon.use_also(words)
        knowledge = usual()
    except jargon.JargonError as fault:
        stop(f"The words and subjects cannot be read: {fault}")
    for slip in jargon.faults(jargon.subjects(), jargon.terms()):
        typer.echo(f"Passed over in the words and subjects: {slip}", err=True)
    encoder = LazyEncoder(knowledge.passages)
    relevance = Relevance(encoder, knowledge)
    encoder.when_ready = relevance.warm  # in its thread, so that no search waits for it
    if wait:
        encoder.wait()
    else:
        encoder.start()
    return relevance
