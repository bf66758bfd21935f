"""The composition root and the command line: the one module that imports everything, each part when it is needed."""

import datetime as dt
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from bot.matching import Relevance
    from bot.model.organisations import Organisation
    from storage.unit_of_work import SqlStore

shoes = typer.Typer(
    name="shoes",
    help="In Your Shoes brokers skill exchanges and work shadowing between councils and charities, in Slack and Teams.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

EnvFile = Annotated[
    Path | None, typer.Option("--env-file", help="Read settings from this file where the environment is silent.")
]


@shoes.command()
def serve(env_file: EnvFile = None) -> None:
    """Run the bot for Slack and Teams, as the SHOES_… environment variables say."""
    import asyncio

    from adapters.logs import set_up_logs
    from adapters.serving import CannotServe, serve_for_ever
    from adapters.settings import SettingsIncomplete, settings_to_serve

    try:
        settings = settings_to_serve(env_file)
    except SettingsIncomplete as incomplete:
        _stop(str(incomplete))
    set_up_logs(settings.log_level, development=settings.development)
    with _store(settings.database_url, relevance=_relevance()) as store:
        try:
            asyncio.run(serve_for_ever(settings, store))
        except CannotServe as problem:
            _stop(str(problem))


Database = Annotated[
    str, typer.Option(help="Keep the pretend town here, such as sqlite:///town.db; otherwise it is gone afterwards.")
]


@shoes.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="A free one is taken if this one is busy.")] = 8765,
    database: Database = "",
) -> None:
    """Try everything out on this machine: two phones side by side, in a pretend town."""
    from adapters.demo.serving import serve_demo

    serve_demo(port=port, database_url=database or None, relevance=_relevance)


@shoes.command()
def chat(database: Database = "") -> None:
    """Talk to the bot in this terminal, in the same pretend town as the demo."""
    from adapters.console.chat import chat as talk

    talk(database_url=database or None, relevance=_relevance)


@shoes.command()
def understand() -> None:
    """Read messages as JSON lines (id, text, channel, today) and print what each was understood to want."""
    from adapters.understand_command import understand_lines

    if not understand_lines(sys.stdin, sys.stdout, sys.stderr):
        raise typer.Exit(1)


@shoes.command()
def match(
    offers: Annotated[typer.FileText, typer.Option(encoding="utf-8", help="Offers, as JSON lines.")],
    requests: Annotated[typer.FileText, typer.Option(encoding="utf-8", help="Requests, as JSON lines.")],
) -> None:
    """Rank offers for each request, through the very code that serves people."""
    from adapters.match_command import LineError
    from adapters.match_command import match as rank_all

    try:
        rank_all(offers, requests, sys.stdout, relevance=_relevance(wait=True))
    except LineError as wrong:
        _stop(str(wrong))


@shoes.command()
def add_organisation(
    name: Annotated[str, typer.Argument(help='What it is called, such as "Leeds City Council".')],
    sector: Annotated[str, typer.Argument(help="council, government, charity, social enterprise, …")],
    place: Annotated[str, typer.Option(help="Where it is, such as Leeds.")] = "",
    slack: Annotated[list[str] | None, typer.Option(help="The id of its Slack workspace, T….")] = None,
    teams: Annotated[list[str] | None, typer.Option(help="The id of its Entra tenant.")] = None,
    env_file: EnvFile = None,
) -> None:
    """Make an organisation known, with the workspaces its people speak from; or get a code for whoever links one."""
    from bot.model.organisations import Sector

    try:
        kind = Sector(sector.strip().lower())
    except ValueError:
        _stop(f"{sector!r} is no sector. Choose one of: {', '.join(Sector)}.")
    if not name.strip():
        _stop("An organisation needs a name.")
    slack_ids, teams_ids = list(map(_workspace, slack or ())), list(map(_workspace, teams or ()))
    with _store(_database(env_file)) as store:
        organisation = store.setup.add_organisation(name.strip(), kind, place.strip())
        for workspace in slack_ids:
            store.setup.link_workspace(organisation, "slack", workspace)
        for workspace in teams_ids:
            store.setup.link_workspace(organisation, "teams", workspace)
        code = "" if slack_ids or teams_ids else store.setup.invite(organisation, _now())
    typer.echo(f"{organisation.id}  {organisation.name}")
    if code:
        _show(code, organisation.name)


@shoes.command()
def invite(
    organisation: Annotated[int, typer.Argument(help="The organisation's number, as `shoes organisations` shows it.")],
    env_file: EnvFile = None,
) -> None:
    """Make a code: whoever writes it to the bot links their workspace to this organisation, and coordinates it."""
    with _store(_database(env_file)) as store:
        found = _organisation(store, organisation)
        _show(store.setup.invite(found, _now()), found.name)


@shoes.command()
def link_workspace(
    organisation: Annotated[int, typer.Argument(help="The organisation's number, as `shoes organisations` shows it.")],
    platform: Annotated[str, typer.Argument(help="slack or teams.")],
    workspace: Annotated[str, typer.Argument(help="The Slack workspace id (T…) or the Entra tenant id.")],
    env_file: EnvFile = None,
) -> None:
    """From now on, whoever speaks from this workspace belongs to this organisation."""
    if platform not in ("slack", "teams"):
        _stop(f"{platform!r} is no platform. Choose slack or teams.")
    with _store(_database(env_file)) as store:
        found = _organisation(store, organisation)
        store.setup.link_workspace(found, "slack" if platform == "slack" else "teams", _workspace(workspace))
    typer.echo(f"{platform} {workspace} now belongs to {found.name}.")


@shoes.command()
def organisations(env_file: EnvFile = None) -> None:
    """List the organisations that are known here."""
    with _store(_database(env_file)) as store:
        for one in store.setup.organisations():
            typer.echo(f"{one.id}  {one.name} ({one.sector}{', ' + one.place if one.place else ''})")


@shoes.command()
def teams_package(
    app_id: Annotated[str, typer.Option(help="The application (client) id of the bot's Entra app.")],
    domain: Annotated[str, typer.Option(help="Where this is served, such as shoes.example.org.")],
    out: Annotated[Path, typer.Option(help="The folder to write into.")] = Path(),
) -> None:
    """Write what an administrator uploads to Teams: a zip for every tenant, and one with what newer ones can do."""
    from adapters.teams.app_package import CannotPack, write_packages

    try:
        for path in write_packages(app_id, domain, out):
            typer.echo(path)
    except CannotPack as problem:
        _stop(str(problem))


@shoes.command()
def undelivered(
    send_again: Annotated[list[int] | None, typer.Option(help="Send this one again, by its number.")] = None,
    drop: Annotated[list[int] | None, typer.Option(help="Let this one be, by its number.")] = None,
    env_file: EnvFile = None,
) -> None:
    """List messages that could not be delivered, without their words: coordinators hear of them in their chat."""
    with _store(_database(env_file)) as store, store.begin() as work:
        now = _now()
        for number in send_again or ():
            if work.failures.send_again(number, now) is None:
                _stop(f"There is no message {number} to send again, or its words are no longer kept.")
        for number in drop or ():
            if not work.failures.drop(number, now):
                _stop(f"There is no message {number} to drop.")
        for one in work.failures.all():
            kept = "" if one.sendable else ", its words no longer kept"
            to = f"person {one.person_id}" if one.person_id else "a channel"
            where = f"{to} of organisation {one.organisation_id} on {one.to.platform}"
            typer.echo(f"{one.id}  to {where}: {one.why} ({_age(now - one.at)} ago{kept})")


@shoes.command()
def new_sealing_key() -> None:
    """Print a key for SHOES_SEALING_KEYS, with which tokens of other workspaces are sealed."""
    from storage.sealing import new_key

    typer.echo(new_key())


@shoes.command()
def reseal(env_file: EnvFile = None) -> None:
    """Put every stored token under the first of SHOES_SEALING_KEYS; afterwards the others can go."""
    from adapters.settings import SettingsIncomplete, read_settings
    from storage.sealing import BadKey, NoKeyFits, Sealing
    from storage.slack_installations import StoredSlackInstallations

    try:
        keys = read_settings(env_file).sealing
    except SettingsIncomplete as incomplete:
        _stop(str(incomplete))
    with _store(_database(env_file)) as store:
        try:
            number = StoredSlackInstallations(store.engine, Sealing(keys)).reseal()
        except (BadKey, NoKeyFits) as problem:
            _stop(f"Nothing was changed: {problem}.")
    typer.echo(f"{number} sealed anew.")


def main() -> None:
    """`shoes` and `python -m adapters`."""
    # numpy's own threads, more than there are cores to spare, make a search ten times slower; numpy reads this once
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "2")
    shoes()


def _stop(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(2)


def _database(env_file: Path | None) -> str:
    from adapters.settings import SettingsIncomplete, read_settings

    try:
        return read_settings(env_file).database_url
    except SettingsIncomplete as incomplete:
        _stop(str(incomplete))


def _store(url: str, relevance: "Relevance | None" = None) -> "closing[SqlStore]":
    from storage.unit_of_work import CannotOpen, open_store

    try:
        return closing(open_store(url, relevance=relevance))
    except (ValueError, CannotOpen) as problem:
        # Neither the address nor the library's words: both may hold the password.
        kind = str(problem) if isinstance(problem, CannotOpen) else type(problem).__name__
        _stop(f"The database that SHOES_DATABASE_URL names cannot be opened ({kind}).")


def _organisation(store: "SqlStore", number: int) -> "Organisation":
    found = next((one for one in store.setup.organisations() if one.id == number), None)
    return found or _stop(f"There is no organisation {number}. `shoes organisations` lists them.")


def _show(code: str, name: str) -> None:
    from bot.model.invitations import VALID_FOR

    typer.echo(f"Code for {name}: {code}")
    typer.echo(f"Pass it on: it works once, for {VALID_FOR.days} days, and cannot be shown again.")


def _now() -> dt.datetime:
    from adapters.clock import SystemClock

    return SystemClock().now()


def _age(age: dt.timedelta) -> str:
    if age >= dt.timedelta(days=2):
        return f"{age.days} days"
    hours, minutes = divmod(int(age.total_seconds()) // 60, 60)
    return f"{hours} hours" if hours else f"{minutes} minutes"


def _workspace(written: str) -> str:
    if not written.strip() or ":" in written or "#" in written:
        _stop(f"{written!r} is not the id of a workspace.")
    return written.strip()


def _relevance(*, wait: bool = False) -> "Relevance":
    """With meaning added as soon as the model is loaded, or at once if told to `wait` for it."""
    from adapters.embedding import LazyEncoder
    from bot import jargon
    from bot.matching import Relevance
    from bot.matching.knowledge import usual

    try:
        knowledge = usual()
    except jargon.JargonError as fault:
        _stop(f"The words and subjects cannot be read: {fault}")
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


if __name__ == "__main__":
    main()
