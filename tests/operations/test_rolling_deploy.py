"""A release is rolled out while people go on talking: its migrations, its processes, the end of the old ones, the rest.

The old release is this one; the next one is this one with migrations and a column of its own, which it writes.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
import sqlalchemy as sa

from storage.database import connect
from tests import postgres
from tests.adapters.slack.people import Someone
from tests.operations.installation import ABOUT_SAM, PATIENCE, REPOSITORY, SAM, Installation, Replica, workplace

pytestmark = pytest.mark.processes

NEXT = "tests.operations.next_release"


async def shoes(installation: Installation, program: str, *arguments: str) -> tuple[int, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SHOES_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", program, *arguments),
        cwd=REPOSITORY,
        env=clean | installation.environment | {"SHOES_MIGRATION_URL": as_owner(installation.database)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


def as_owner(url: str) -> str:
    """The role that the bot runs as may not migrate."""
    return sa.make_url(url).set(username=postgres.OWNER).render_as_string(hide_password=False)


def languages(installation: Installation) -> dict[str, str]:
    """Of each account, what the next release's column says."""
    engine = connect(postgres.url(str(sa.make_url(installation.database).database), postgres.USER))
    with engine.begin() as connection:
        rows = connection.execute(
            sa.text("SELECT a.account, p.speaks FROM address a JOIN person p ON p.id = a.person_id")
        ).all()
    engine.dispose()
    return {str(account): str(speaks) for account, speaks in rows}


Speak = Callable[[Someone, Replica], Awaitable[None]]


def speaking(installation: Installation, session: aiohttp.ClientSession) -> Speak:
    """Somebody says something to one of the processes, and is answered by whichever of them."""

    async def speak(who: Someone, to: Replica) -> None:
        installation.slack.workspaces["xoxb-1"].people[who.user] = ABOUT_SAM
        assert (await workplace(to, session).post(who.writes("help"))).status == 200
        async with asyncio.timeout(PATIENCE):
            while not installation.slack.in_channel(f"D{who.user}"):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    return speak


async def test_old_and_new_run_side_by_side(on_postgresql: Installation) -> None:
    early, during_old, during_new, again, late = (
        Someone(f"U{name}") for name in ("EARLY", "OLD", "NEW", "AGAIN", "LATE")
    )
    async with aiohttp.ClientSession() as session:
        speak = speaking(on_postgresql, session)
        async with on_postgresql.serving() as old:
            await speak(early, old)

            code, said = await shoes(on_postgresql, NEXT, "migrate", "--before")
            assert code == 0, said
            assert "`shoes migrate --after` has something to do" in said
            await speak(during_old, old)
            assert (await old.get("/health/ready"))[0] == 200

            async with on_postgresql.serving(NEXT) as new:
                await asyncio.gather(speak(during_new, new), speak(SAM, old))
                async with on_postgresql.serving() as another_old:  # one that died and was started again
                    await speak(again, another_old)
                    for leaving in (old, another_old):
                        leaving.process.terminate()
                        assert await leaving.ended() == 0
                assert (await shoes(on_postgresql, NEXT, "migrate", "--after"))[0] == 0
                await speak(late, new)
                assert (await new.get("/health/ready"))[0] == 200
    by_the_old, by_the_new = ("UEARLY", "UOLD", "USAM", "UAGAIN"), ("UNEW", "ULATE")
    assert languages(on_postgresql) == dict.fromkeys(by_the_old, "en") | dict.fromkeys(by_the_new, "cy")
    keys = [message.key for message in on_postgresql.slack.messages]
    assert len(keys) == len(set(keys)) == 6
