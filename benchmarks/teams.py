"""Teams under load, beside the stock adapter of the same SDK, in one run: ratios, because machines differ.

    pip install --no-deps --target FOLDER botbuilder-integration-aiohttp==4.17.1
    PYTHONPATH=FOLDER python -m benchmarks.teams [rates] [slack] [stalls]

Four servers. Two do equal work: the stock adapter with a bot that echoes, and our endpoint, token check, pipeline and
connector with the same echo (`bare`). Two do more: our adapter whole (who spoke is asked for and remembered, the answer
is a card) with a core that echoes; and the whole bot: the turn understood, committed to SQLite, its answer queued, sent
and settled. All get signed activities from 16 people at once, and their tokens from an Entra that takes 0 or 250 ms.
Beside turns a second stands the processor time of a turn, which a busy machine does not change. A slash command of
Slack is timed alone and among those 16. A monitor on the event loop says how long it ever stood still while the key
endpoint hangs and one caller after another brings a key that nobody knows. The stock adapter's Entra and keys are
the same imitation: only addresses are rewritten.
"""

import asyncio
import importlib.util
import json
import multiprocessing
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import aiohttp
import requests
from aiohttp import web

from adapters.clock import SystemClock
from adapters.dispatcher import Dispatcher
from adapters.logs import set_up_logs
from adapters.sender import Sender
from adapters.serving import leave_out_of_collection
from adapters.slack.service import Registration as SlackRegistration
from adapters.slack.service import slack
from adapters.teams.caller import Caller
from adapters.teams.connector import Connector
from adapters.teams.entra import Tokens
from adapters.teams.keys import SigningKeys
from adapters.teams.refusal import Turned
from adapters.teams.registration import OPENID_METADATA, Registration
from adapters.teams.sdk import Chat, Pipeline
from adapters.teams.service import teams
from bot.cards import Card
from bot.engine import Engine
from bot.looking import Looking
from bot.model.organisations import Sector
from bot.ports.deliveries import Parcel
from bot.turn import Platform, Said, Spoken, Turn
from storage.teams_references import StoredTeamsReferences
from storage.unit_of_work import open_store
from tests.adapters.slack.fake_slack import FakeSlack
from tests.adapters.slack.fake_slack import Workspace as SlackWorkspace
from tests.adapters.slack.people import SECRET
from tests.adapters.slack.people import Someone as SlackPerson
from tests.adapters.teams.fake_entra import APP_ID, APP_PASSWORD, HOME_TENANT, EntraHere
from tests.adapters.teams.fake_teams import FakeTeams
from tests.adapters.teams.people import LEEDS, Someone

CROWD = 16
TURNS = 480
COMMANDS = 400
WORDS = "hello"
SLACK_TEAM = "TOPENDOOR"
SCOPES = frozenset({"chat:write", "dnd:read", "im:write", "users:read", "users:read.email"})


@dataclass
class Stalls:
    """How long the event loop stood still, at most, since it was last asked."""

    longest: float = 0.0

    async def watch(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            self.longest = max(self.longest, time.perf_counter() - before - 0.005)

    async def tell(self, _: web.Request) -> web.Response:
        longest, self.longest = self.longest, 0.0
        return web.json_response({"longest": longest})


# ---------------------------------------------------------------- processes


def theirs(say: Connection, latency: float) -> None:
    """Teams, Entra and Slack, imitated, in a process of their own."""

    async def run() -> None:
        fake = FakeTeams(SystemClock())
        fake.throttled, fake.latency, fake.spoilt_keys = False, latency, False
        app = fake.application()

        async def bearer(request: web.Request) -> web.Response:
            return web.json_response({"header": fake.bearer(key=int(request.query.get("key", "0")))})

        async def keys(request: web.Request) -> web.Response:
            (fake.keys_open.clear if request.match_info["state"] == "hang" else fake.keys_open.set)()
            return web.Response()

        async def posted(_: web.Request) -> web.Response:
            return web.json_response({"posted": len(fake.messages)})

        app.router.add_get("/bearer", bearer)
        app.router.add_post("/keys/{state}", keys)
        app.router.add_get("/posted", posted)
        people = {"USAM": {"real_name": "Sam", "tz": "Europe/London", "email": "sam@opendoor.example"}}
        workspace = SlackWorkspace(SLACK_TEAM, "xoxb-1", SCOPES, people)
        app.add_subapp("/slack", FakeSlack(workspace, now=SystemClock().now).application())
        fake.url = f"http://127.0.0.1:{await _listen(app, say)}"
        for person in crowd(fake.service_url):
            person.lives_in(fake)
        await asyncio.Event().wait()

    asyncio.run(run())


def ours(say: Connection, away: str, folder: str) -> None:
    """The whole bot, with both platforms."""

    set_up_logs("WARNING", development=True)

    async def run() -> None:
        store = open_store(f"sqlite:///{folder}/shoes.db")
        council = store.setup.add_organisation("Leeds City Council", Sector.COUNCIL, "Leeds")
        charity = store.setup.add_organisation("Open Door", Sector.CHARITY, "Leeds")
        store.setup.link_workspace(council, "teams", LEEDS)
        store.setup.link_workspace(charity, "slack", SLACK_TEAM)
        engine, clock, senders = Engine(store), SystemClock(), dict[Platform, Sender]()
        engine.warm_up()
        leave_out_of_collection()
        dispatcher = Dispatcher(store.deliveries, senders, clock, random.Random(1))
        registration = _registration(away)
        entra = requests.Session()
        entra.mount("https://", EntraHere(away))
        async with aiohttp.ClientSession() as session:
            shared: dict[str, Any] = {"handle": engine.handle, "nudge": dispatcher.nudge, "clock": clock}
            on_teams = teams(
                registration,
                references=StoredTeamsReferences(store.engine),
                looking=Looking(store),
                session=session,
                tokens=Tokens(registration, http_client=entra),
                **shared,
            )
            on_slack = slack(
                SlackRegistration("xoxb-1", SECRET, api_url=f"{away}/slack/api/"),
                workspace_left=engine.workspace_left,
                looking=Looking(store),
                session=session,
                **shared,
            )
            senders |= {"teams": on_teams.sender, "slack": on_slack.sender}
            sending = asyncio.create_task(dispatcher.run())
            await _serve([*on_teams.routes, *on_slack.routes], say)
            await sending

    asyncio.run(run())


def bare(say: Connection, away: str, _: str) -> None:
    """Our half of what the stock adapter does, and nothing else: checked, through the pipeline, answered in words."""
    set_up_logs("WARNING", development=True)

    async def run() -> None:
        registration = _registration(away)
        entra = requests.Session()
        entra.mount("https://", EntraHere(away))
        async with aiohttp.ClientSession() as session:
            connector = Connector(session, registration, Tokens(registration, http_client=entra), SystemClock())
            pipeline = Pipeline(Caller(registration, SigningKeys(session, registration.metadata_url)), connector)

            async def messages(request: web.Request) -> web.Response:
                header, raw = request.headers.get("Authorization", ""), json.loads(await request.read())

                async def echoes(chat: Chat) -> None:
                    await chat.say(f"You said {raw['text']}")

                try:
                    await pipeline.run(header, raw, echoes)
                except Turned as turned:
                    return web.Response(status=turned.status)
                return web.Response()

            await _serve([web.post("/teams/messages", messages)], say)

    asyncio.run(run())


def echo(say: Connection, away: str, folder: str) -> None:
    """Our adapter alone, with a core that echoes: every answer is a card."""
    set_up_logs("WARNING", development=True)

    async def run() -> None:
        store = open_store(f"sqlite:///{folder}/shoes.db")
        store.setup.link_workspace(store.setup.add_organisation("Leeds City Council", Sector.COUNCIL), "teams", LEEDS)
        registration = _registration(away)
        entra, loop = requests.Session(), asyncio.get_running_loop()
        entra.mount("https://", EntraHere(away))
        async with aiohttp.ClientSession() as session:

            def handle(turn: Turn) -> Spoken:
                said = Card(f"You said {turn.act.text}" if isinstance(turn.act, Said) else "You did something.")
                parcel = Parcel(1, turn.id, turn.sender, said, "", 1)
                asyncio.run_coroutine_threadsafe(service.sender.send(parcel), loop)
                return Spoken()

            service = teams(
                registration,
                handle=handle,
                nudge=lambda: None,
                clock=SystemClock(),
                references=StoredTeamsReferences(store.engine),
                looking=Looking(store),
                session=session,
                tokens=Tokens(registration, http_client=entra),
            )
            await _serve(service.routes, say)

    asyncio.run(run())


def stock(say: Connection, away: str, _: str) -> None:
    """`CloudAdapter` as it comes, with a bot that echoes."""
    from botbuilder.core import ActivityHandler, TurnContext  # type: ignore[import-untyped]
    from botbuilder.integration.aiohttp import (  # type: ignore[import-not-found, import-untyped, unused-ignore]
        CloudAdapter,
        ConfigurationBotFrameworkAuthentication,
    )

    class Configuration:
        APP_ID, APP_PASSWORD, APP_TENANTID, APP_TYPE = APP_ID, APP_PASSWORD, HOME_TENANT, "SingleTenant"

    class Echo(ActivityHandler):  # type: ignore[misc]
        async def on_message_activity(self, context: TurnContext) -> None:
            await context.send_activity(f"You said {context.activity.text}")

    _rewrite_addresses(away)
    adapter, echo = CloudAdapter(ConfigurationBotFrameworkAuthentication(Configuration())), Echo()

    async def messages(request: web.Request) -> web.StreamResponse:
        return await adapter.process(request, echo) or web.Response()

    asyncio.run(_serve([web.post("/teams/messages", messages)], say))


def _registration(away: str) -> Registration:
    return Registration(
        APP_ID, APP_PASSWORD, HOME_TENANT, service_origins=(away,), metadata_url=f"{away}/openid/metadata"
    )


def _rewrite_addresses(away: str) -> None:
    """The stock adapter asks Microsoft's own addresses; here they lead to the imitation."""
    send = requests.adapters.HTTPAdapter.send

    def here(self: Any, request: requests.PreparedRequest, *about: Any, **more: Any) -> requests.Response:
        url = (request.url or "").replace("https://login.microsoftonline.com", f"{away}/entra")
        request.url = url.replace(OPENID_METADATA, f"{away}/openid/metadata")
        return send(self, request, *about, **more)

    requests.adapters.HTTPAdapter.send = here  # type: ignore[method-assign]


async def _serve(routes: list[web.RouteDef], say: Connection) -> None:
    app, stalls = web.Application(), Stalls()
    app.add_routes([*routes, web.get("/stalls", stalls.tell), web.get("/spent", _spent)])
    watching = asyncio.create_task(stalls.watch())
    await _listen(app, say)
    await watching


async def _spent(_: web.Request) -> web.Response:
    return web.json_response({"seconds": time.process_time()})


async def _listen(app: web.Application, say: Connection) -> int:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = int(runner.addresses[0][1])
    say.send(port)
    return port


# ---------------------------------------------------------------- load


def crowd(service_url: str) -> list[Someone]:
    """Who writes."""
    return [Someone(f"P{number}", LEEDS, service_url) for number in range(CROWD)]


@dataclass
class Load:
    """Everybody at their keyboards."""

    session: aiohttp.ClientSession
    url: str
    away: str
    header: str
    stranger: str

    async def messages(self, turns: int, *, stop: Callable[[], bool] = lambda: False) -> tuple[float, int]:
        """Turns a second, from `CROWD` people who each wait for an answer before they write again; and how many."""
        people, done, began = crowd(f"{self.away}/connector/"), 0, time.perf_counter()

        async def writes(person: Someone) -> None:
            nonlocal done
            for _ in range(turns // CROWD):
                if stop():
                    return
                status = await self.post(person.writes(WORDS), self.header)
                done += status < 300

        await asyncio.gather(*(writes(person) for person in people))
        return done / (time.perf_counter() - began), done

    async def strangers(self, stop: Callable[[], bool]) -> int:
        """Callers with a key that nobody knows, while the key endpoint hangs."""
        person, turned_away = crowd(f"{self.away}/connector/")[0], 0
        while not stop():
            status = await self.post(person.writes(WORDS), self.stranger)
            turned_away += status in (401, 503)
        return turned_away

    async def post(self, activity: dict[str, Any], header: str) -> int:
        headers = {"Authorization": header}
        async with self.session.post(f"{self.url}/teams/messages", json=activity, headers=headers) as answer:
            await answer.read()
            return answer.status

    async def commands(self, number: int) -> list[float]:
        """Seconds that each of so many slash commands took."""
        sam, took = SlackPerson("USAM", SLACK_TEAM), []
        for _ in range(number):
            request = sam.commands("/exchange", "help")
            began = time.perf_counter()
            async with self.session.post(
                f"{self.url}{request.path}", data=request.body, headers=request.signed()
            ) as answer:
                assert answer.status == 200, await answer.text()
            took.append(time.perf_counter() - began)
        return took

    async def stalled(self) -> float:
        async with self.session.get(f"{self.url}/stalls") as answer:
            return float((await answer.json())["longest"])

    async def spent(self) -> float:
        """Seconds of processor time that the server has used so far, in all its threads."""
        async with self.session.get(f"{self.url}/spent") as answer:
            return float((await answer.json())["seconds"])

    async def arrived(self, number: int) -> float:
        """Seconds until so many messages have reached Teams."""
        began = time.perf_counter()
        while True:
            async with self.session.get(f"{self.away}/posted") as answer:
                if (await answer.json())["posted"] >= number:
                    return time.perf_counter() - began
            await asyncio.sleep(0.02)


@asynccontextmanager
async def against(served: Callable[[Connection, str, str], None], latency: float) -> AsyncIterator[Load]:
    """The load, before a server in a process of its own."""
    context = multiprocessing.get_context("spawn")
    started = []

    def start(target: Callable[..., None], *about: Any) -> str:
        listening, say = context.Pipe(duplex=False)
        process = context.Process(target=target, args=(say, *about), daemon=True)
        process.start()
        started.append(process)
        return f"http://127.0.0.1:{listening.recv()}"

    with tempfile.TemporaryDirectory() as folder:
        try:
            away = start(theirs, latency)
            url = start(served, away, str(Path(folder)))
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=600)) as session:
                headers = []
                for key in (0, 7):
                    async with session.get(f"{away}/bearer", params={"key": str(key)}) as answer:
                        headers.append((await answer.json())["header"])
                yield Load(session, url, away, *headers)
        finally:
            for process in reversed(started):
                process.terminate()
                process.join()


async def rates() -> None:
    """Turns a second, beside the stock adapter's."""
    if importlib.util.find_spec("botbuilder.integration") is None:
        raise SystemExit("The stock adapter is not installed: see the first lines of benchmarks/teams.py.")
    for latency in (0.0, 0.25):
        print(f"\ntoken endpoint {latency * 1000:.0f} ms")
        turns = CROWD * 8 if latency == 0 else CROWD
        its = await _rate("stock, bare echo", stock, latency, turns)
        for name, served, number in (
            ("ours, bare echo", bare, TURNS * 4),
            ("ours, with people, storage and cards", echo, TURNS),
            ("the whole bot", ours, TURNS),
        ):
            rate = await _rate(name, served, latency, number)
            print(f"{'':>40} {rate[0] / its[0]:.1f} times as many, for {its[1] / rate[1]:.1f} times less processor")


async def _rate(
    name: str, served: Callable[[Connection, str, str], None], latency: float, turns: int
) -> tuple[float, float]:
    """Turns a second, until all that they led to has arrived; and seconds of processor time for each."""
    async with against(served, latency) as load:
        await load.post(crowd(f"{load.away}/connector/")[0].writes(WORDS), load.header)
        _, first = (0.0, 0) if served is stock else await load.messages(CROWD * 4)  # with it that would take a minute
        await load.arrived(1 + first)
        await load.stalled()
        spent, began = await load.spent(), time.perf_counter()
        _, done = await load.messages(turns)
        await load.arrived(1 + first + done)
        took, spent = time.perf_counter() - began, await load.spent() - spent
        stood = await load.stalled()
    each = f"{done / took:7.1f} turns a second, {spent / done * 1000:5.2f} ms of processor each"
    print(f"  {name:<38} {each}, the loop stood still for {stood * 1000:.0f} ms at most")
    return done / took, spent / done


async def slack_among_teams() -> None:
    """How long a slash command takes, alone and while everybody on Teams is busy."""
    async with against(ours, 0.25) as load:
        await load.messages(CROWD * 4)
        await load.commands(20)
        alone = await load.commands(COMMANDS)
        over, busy = False, asyncio.create_task(load.messages(10**6, stop=lambda: over))
        among = await load.commands(COMMANDS)
        over = True
        await busy
    print(f"\nslash command of Slack, {COMMANDS} one after another")
    print(f"  alone            p50 {_ms(alone, 50)}, p99 {_ms(alone, 99)}")
    print(f"  among {CROWD} on Teams p50 {_ms(among, 50)}, p99 {_ms(among, 99)}")
    print(f"  ratio of p99     {_percentile(among, 99) / _percentile(alone, 99):.2f}")


async def stalls() -> None:
    """How long the event loop stands still at most when what it depends on is slow."""
    async with against(ours, 0.25) as load:
        await load.messages(CROWD)
        await load.stalled()
        await asyncio.sleep(5)
        idle = await load.stalled()
        async with load.session.post(f"{load.away}/keys/hang"):
            pass
        over = False
        unknown = asyncio.create_task(load.strangers(lambda: over))
        rate, _ = await load.messages(TURNS)
        over = True
        async with load.session.post(f"{load.away}/keys/open"):
            pass
        turned = await unknown
        longest = await load.stalled()
    print("\ntoken endpoint 250 ms, key endpoint hanging, callers with unknown keys")
    print(f"  {rate:.1f} turns a second meanwhile, {turned} strangers turned away")
    print(
        f"  longest stall {longest * 1000:.0f} ms; {idle * 1000:.0f} ms with nothing to do, which is the machine's own"
    )


def _percentile(took: list[float], percent: int) -> float:
    return statistics.quantiles(took, n=100)[percent - 1]


def _ms(took: list[float], percent: int) -> str:
    return f"{_percentile(took, percent) * 1000:.1f} ms"


async def measured() -> None:
    """What was asked for on the command line, or everything."""
    parts = {"rates": rates, "slack": slack_among_teams, "stalls": stalls}
    for name in sys.argv[1:] or parts:
        await parts[name]()


if __name__ == "__main__":
    asyncio.run(measured())
