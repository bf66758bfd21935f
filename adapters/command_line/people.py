"""Who takes part: organisations, their workspaces, and the codes that link them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.command_line.opening import EnvFile, database_of, group, opened, stop, this_moment

if TYPE_CHECKING:
    from bot.model.organisations import Organisation
    from bot.turn import Platform
    from storage.unit_of_work import SqlStore

commands = group()


@commands.command()
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
        stop(f"{sector!r} is no sector. Choose one of: {', '.join(Sector)}.")
    if not name.strip():
        stop("An organisation needs a name.")
    slack_ids, teams_ids = list(map(_workspace, slack or ())), list(map(_workspace, teams or ()))
    with opened(database_of(env_file)) as store:
        organisation = store.setup.add_organisation(name.strip(), kind, place.strip())
        for workspace in slack_ids:
            store.setup.link_workspace(organisation, "slack", workspace, at=this_moment())
        for workspace in teams_ids:
            store.setup.link_workspace(organisation, "teams", workspace, at=this_moment())
        code = "" if slack_ids or teams_ids else store.setup.invite(organisation, this_moment())
    typer.echo(f"{organisation.id}  {organisation.name}")
    if code:
        _show(code, organisation.name)


@commands.command()
def invite(
    organisation: Annotated[int, typer.Argument(help="The organisation's number, as `shoes organisations` shows it.")],
    env_file: EnvFile = None,
) -> None:
    """Make a code: whoever writes it to the bot links their workspace to this organisation, and coordinates it."""
    with opened(database_of(env_file)) as store:
        found = _organisation(store, organisation)
        _show(store.setup.invite(found, this_moment()), found.name)


@commands.command()
def link_workspace(
    organisation: Annotated[int, typer.Argument(help="The organisation's number, as `shoes organisations` shows it.")],
    platform: Annotated[str, typer.Argument(help="slack or teams.")],
    workspace: Annotated[str, typer.Argument(help="The Slack workspace id (T…) or the Entra tenant id.")],
    env_file: EnvFile = None,
) -> None:
    """From now on, whoever speaks from this workspace belongs to this organisation."""
    if platform not in ("slack", "teams"):
        stop(f"{platform!r} is no platform. Choose slack or teams.")
    with opened(database_of(env_file)) as store:
        found = _organisation(store, organisation)
        kind: Platform = "slack" if platform == "slack" else "teams"
        store.setup.link_workspace(found, kind, _workspace(workspace), at=this_moment())
    typer.echo(f"{platform} {workspace} now belongs to {found.name}.")


@commands.command()
def organisations(env_file: EnvFile = None) -> None:
    """List the organisations that are known here."""
    with opened(database_of(env_file)) as store:
        for one in store.setup.organisations():
            typer.echo(f"{one.id}  {one.name} ({one.sector}{', ' + one.place if one.place else ''})")


@commands.command()
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
        stop(str(problem))


def _organisation(store: "SqlStore", number: int) -> "Organisation":
    found = next((one for one in store.setup.organisations() if one.id == number), None)
    return found or stop(f"There is no organisation {number}. `shoes organisations` lists them.")


def _show(code: str, name: str) -> None:
    from bot.model.invitations import VALID_FOR

    typer.echo(f"Code for {name}: {code}")
    typer.echo(f"Pass it on: it works once, for {VALID_FOR.days} days, and cannot be shown again.")


def _workspace(written: str) -> str:
    if not written.strip() or ":" in written or "#" in written:
        stop(f"{written!r} is not the id of a workspace.")
    return written.strip()
