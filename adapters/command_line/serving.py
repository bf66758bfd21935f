"""The bot itself: for Slack and Teams, or in a pretend town."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from adapters.command_line.opening import EnvFile, group, relevance, stop, stop_unopened, store_at

commands = group()

Database = Annotated[
    str, typer.Option(help="Keep the pretend town here, such as sqlite:///town.db; otherwise it is gone afterwards.")
]


@commands.command()
def serve(env_file: EnvFile = None) -> None:
    """Run the bot for Slack and Teams, as the SHOES_… environment variables say."""
    gc.disable()  # what is loaded stays: to look through it for garbage, again and again, took a sixth of the start
    try:
        _serve(env_file)
    finally:
        gc.enable()


@commands.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="A free one is taken if this one is busy.")] = 8765,
    database: Database = "",
) -> None:
    """Try everything out on this machine: two phones side by side, in a pretend town."""
    from adapters.demo.serving import serve_demo

    serve_demo(port=port, database_url=database or None, relevance=partial(relevance, begin=True))


@commands.command()
def chat(database: Database = "") -> None:
    """Talk to the bot in this terminal, in the same pretend town as the demo."""
    from adapters.console.chat import chat as talk

    talk(database_url=database or None, relevance=partial(relevance, begin=True))


def _serve(env_file: Path | None) -> None:
    import asyncio

    with _as_if_without("rich"):  # for tracebacks in colour, of which a log has none, structlog loads seventy modules
        from adapters.logs import set_up_logs
    from adapters.platforms import CannotServe
    from adapters.serving import serve_for_ever
    from adapters.settings import SettingsIncomplete, settings_to_serve
    from storage.unit_of_work import CannotOpen

    try:
        settings = settings_to_serve(env_file)
    except SettingsIncomplete as incomplete:
        stop(str(incomplete))
    set_up_logs(settings.log_level, development=settings.development)
    opened = partial(store_at, settings.database_url, relevance(settings.words_folder))
    try:
        asyncio.run(serve_for_ever(settings, opened))
    except CannotServe as problem:
        stop(str(problem))
    except CannotOpen as problem:
        stop_unopened(problem)


@contextmanager
def _as_if_without(library: str) -> Iterator[None]:
    """What is loaded meanwhile finds no `library`, unless that is loaded already."""
    hidden = library not in sys.modules
    if hidden:
        sys.modules[library] = None  # type: ignore[assignment]  # Python's own way to say that there is none
    try:
        yield
    finally:
        if hidden:
            del sys.modules[library]
