"""A whole `/shadow` over ten thousand open offers, beside a Bolt app that only acknowledges, in one run.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.slack [--offers N] [--requests N] [--seconds N] [--words-alone]

Both are reached by signed HTTP requests over loopback, from the same client in the same process. Ours does all of it:
signature, who it is, the words read, the turn in one transaction of a real database, the search, the replies queued.
Prints requests a second at sixteen at once, ours as a share of the bare one, and how long ours takes at a steady pace.
What people ask for is drawn from the names and roles of six hundred subjects; the share of requests whose words came
up before in the same run is printed, because what was read lately is remembered.
"""

import argparse
import asyncio
import datetime as dt
import os
import random
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.clock import SystemClock
from adapters.embedding import load
from adapters.logs import set_up_logs
from adapters.slack.install import SCOPES
from adapters.slack.service import Registration, slack
from bot.engine import Engine
from bot.jargon import subjects
from bot.looking import Looking
from bot.matching import Relevance
from bot.matching.knowledge import usual
from bot.model.listings import Activity, Details, Kind, ListingState
from bot.model.organisations import Sector
from bot.turn import Address
from storage.unit_of_work import SqlStore, open_store
from tests.adapters.slack.fake_slack import FakeSlack, Workspace
from tests.adapters.slack.people import SECRET, Request, Someone

AT_ONCE = 16
PACE = 20
"""Requests a second."""
TEAM, TOKEN, PEOPLE = "TOPENDOOR", "xoxb-open-door", 200
WORK = tuple(name for subject in subjects() for name in subject.names)
ROLES = ("", "", "team", "officers", "for beginners", "budgets", "with volunteers", "in a small town", "duty desk")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--offers", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--words-alone", action="store_true", help="as while the sentence model loads")
    arguments = parser.parse_args()
    set_up_logs("ERROR", development=False)
    print(f"load of the machine {os.getloadavg()[0]:.1f}, cores of ours {len(os.sched_getaffinity(0))}")
    relevance = Relevance(None if arguments.words_alone else load(usual().passages))
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'shoes.db'}", relevance=relevance)
        _fill(store, arguments.offers)
        store.keep_listings()
        asyncio.run(_measure(store, arguments.requests, arguments.seconds, arguments.offers))
        store.close()


async def _measure(store: SqlStore, requests: int, seconds: int, offers: int) -> None:
    theirs = FakeSlack(
        Workspace(TEAM, TOKEN, frozenset(SCOPES), {f"U{n}": {"real_name": f"N{n}"} for n in range(PEOPLE)})
    )
    theirs._rates.retry_after = lambda *_: 0  # type: ignore[method-assign]  # its limits are measured elsewhere
    upstream = TestServer(theirs.application())
    await upstream.start_server()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        ours = await _ours(store, str(upstream.make_url("/api/")), session)
        bare = await _bare()
        await _at_once(session, ours, 50)  # everything is loaded, and everybody is known
        await _at_once(session, bare, 50)
        _asked.clear()
        pairs = [(await _at_once(session, bare, requests), await _at_once(session, ours, requests)) for _ in range(3)]
        shares = [mine / plain for plain, mine in pairs]
        print(f"{offers} open offers, {requests} requests, {AT_ONCE} at once, three rounds:")
        print(f"  bare ack()   {statistics.median(plain for plain, _ in pairs):8.0f} requests/s")
        print(f"  whole turn   {statistics.median(mine for _, mine in pairs):8.0f} requests/s")
        print(
            f"  share        {statistics.median(shares):8.0%}   (rounds: {', '.join(f'{one:.0%}' for one in shares)})"
        )
        processor = time.process_time()
        took = sorted(await _steadily(session, ours, seconds))
        centiles = {name: took[min(len(took) - 1, int(len(took) * part))] for name, part in _PARTS.items()}
        print(f"  at {PACE}/s      " + "   ".join(f"{name} {value * 1000:.0f} ms" for name, value in centiles.items()))
        worked = (time.process_time() - processor) / len(took)
        print(f"  processor    {worked * 1000:8.1f} ms a request, the client's share with it")
        print(f"  words that came up before {1 - len(set(_asked)) / len(_asked):.0%} of {len(_asked)}")
        await ours.close()
        await bare.close()
    await upstream.close()


_PARTS = {"median": 0.5, "p95": 0.95, "p99": 0.99, "longest": 1.0}


async def _ours(store: SqlStore, api_url: str, session: aiohttp.ClientSession) -> TestServer:
    engine = Engine(store)
    engine.warm_up()
    service = slack(
        Registration(bot_token=TOKEN, signing_secret=SECRET, api_url=api_url),
        handle=engine.handle,
        workspace_left=engine.workspace_left,
        looking=Looking(store),
        nudge=lambda: None,
        clock=SystemClock(),
        session=session,
    )
    service.warm_up()
    app = web.Application()
    app.add_routes(service.routes)
    return await _served(app)


async def _bare() -> TestServer:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token=TOKEN, bot_user_id="UBOT", bot_id="BBOT")

    bolt = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    bolt.command("/shadow")(acknowledge)

    async def take(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post("/slack/commands", take)
    return await _served(app)


async def _served(app: web.Application) -> TestServer:
    server = TestServer(app)
    await server.start_server()
    return server


async def _at_once(session: aiohttp.ClientSession, server: TestServer, requests: int) -> float:
    """Requests a second."""
    waiting = [_shadow() for _ in range(requests)]

    async def work() -> None:
        while waiting:
            await _post(session, server, waiting.pop())

    begun = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return requests / (time.perf_counter() - begun)


async def _steadily(session: aiohttp.ClientSession, server: TestServer, seconds: int) -> list[float]:
    """How long each took, in seconds, begun at an even pace whether or not the one before is done."""
    running = []
    begun = time.perf_counter()
    for number in range(PACE * seconds):
        await asyncio.sleep(max(0.0, begun + number / PACE - time.perf_counter()))
        running.append(asyncio.create_task(_post(session, server, _shadow())))
    return list(await asyncio.gather(*running))


async def _post(session: aiohttp.ClientSession, server: TestServer, request: Request) -> float:
    begun = time.perf_counter()
    async with session.post(server.make_url(request.path), data=request.body, headers=request.signed()) as answer:
        await answer.read()
        assert answer.status == 200, answer.status
    return time.perf_counter() - begun


_asked: list[str] = []


def _shadow() -> Request:
    someone = Someone(f"U{random.randrange(PEOPLE)}", TEAM)
    words = _topic(random)
    _asked.append(words)
    return someone.commands("/shadow", words, channel=f"D{someone.user}")


def _topic(chance: Any) -> str:
    return f"{chance.choice(WORK)} {chance.choice(ROLES)}".strip()


def _fill(store: SqlStore, offers: int) -> None:
    """So many open offers of four hundred people of another organisation, and Slack's workspace linked to one."""
    now = SystemClock().now()
    charity = store.setup.add_organisation("Open Door", Sector.CHARITY, "Leeds")
    store.setup.link_workspace(charity, "slack", TEAM)
    council = store.setup.add_organisation("Leeds City Council", Sector.COUNCIL, "Leeds")
    chance = random.Random(1)
    with store.begin() as work:
        people = [
            work.people.join(Address("teams", "leeds", f"p{n}"), council, f"Person {n}", "Europe/London", "")
            for n in range(400)
        ]
        for number in range(offers):
            topic = _topic(chance)
            details = Details(chance.choice(list(Activity)), topic, f"I can show you {topic}, number {number}", 60)
            until = now.date() + dt.timedelta(days=90)
            one = work.listings.add(Kind.OFFER, people[number % len(people)], details, now=now, expires_on=until)
            work.listings.save(replace(one, state=ListingState.OPEN))


if __name__ == "__main__":
    main()
