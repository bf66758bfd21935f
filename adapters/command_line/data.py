"""What is stored: messages that did not arrive, and the keys that seal tokens."""

import datetime as dt
from typing import Annotated

import typer

from adapters.command_line.opening import EnvFile, database_of, group, opened, settings_of, stop, this_moment

commands = group()


@commands.command()
def undelivered(
    send_again: Annotated[list[int] | None, typer.Option(help="Send this one again, by its number.")] = None,
    drop: Annotated[list[int] | None, typer.Option(help="Let this one be, by its number.")] = None,
    env_file: EnvFile = None,
) -> None:
    """List messages that could not be delivered, without their words: coordinators hear of them in their chat."""
    from storage.audit import OPERATOR

    with opened(database_of(env_file)) as store, store.begin() as work:
        now = this_moment()
        for number in send_again or ():
            one = work.failures.get(number)
            if one is None or work.failures.send_again(number, now) is None:
                stop(f"There is no message {number} to send again, or its words are no longer kept.")
            work.audit.add(one.organisation_id, "message sent again", f"message:{number}", OPERATOR, now)
        for number in drop or ():
            one = work.failures.get(number)
            if one is None or not work.failures.drop(number, now):
                stop(f"There is no message {number} to drop.")
            work.audit.add(one.organisation_id, "message dropped", f"message:{number}", OPERATOR, now)
        for one in work.failures.all():
            kept = "" if one.sendable else ", its words no longer kept"
            to = f"person {one.person_id}" if one.person_id else "a channel"
            where = f"{to} of organisation {one.organisation_id} on {one.to.platform}"
            typer.echo(f"{one.id}  to {where}: {one.why} ({_age(now - one.at)} ago{kept})")


@commands.command()
def new_sealing_key() -> None:
    """Print a key for SHOES_SEALING_KEYS, with which tokens of other workspaces are sealed."""
    from storage.sealing import new_key

    typer.echo(new_key())


@commands.command()
def reseal(env_file: EnvFile = None) -> None:
    """Put every stored token under the first of SHOES_SEALING_KEYS; afterwards the others can go."""
    from storage.sealing import BadKey, NoKeyFits, Sealing
    from storage.slack_installations import StoredSlackInstallations

    settings = settings_of(env_file)
    with opened(settings.database_url) as store:
        try:
            number = StoredSlackInstallations(store.engine, Sealing(settings.sealing)).reseal(this_moment())
        except (BadKey, NoKeyFits) as problem:
            stop(f"Nothing was changed: {problem}.")
    typer.echo(f"{number} sealed anew.")


def _age(age: dt.timedelta) -> str:
    if age >= dt.timedelta(days=2):
        return f"{age.days} days"
    hours, minutes = divmod(int(age.total_seconds()) // 60, 60)
    return f"{hours} hours" if hours else f"{minutes} minutes"
