"""Everybody in the town, at work: what they write and press comes to the replicas as Slack and Teams would post it.

Each act is signed like the real ones, comes to one replica or to two at once, may come late, and comes again when
nobody acknowledged it, as the platforms do it; sometimes also when somebody did. Who is asked, when and how often is
drawn from the seed. What was asked for, and since when it is certain, is what the verdict expects.
"""

import asyncio
import json
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import aiohttp

from tests.adapters.slack.fake_slack import Posted
from tests.adapters.slack.people import Request
from tests.adapters.slack.people import Someone as OnSlack
from tests.adapters.teams.fake_teams import Posted as PostedInTeams
from tests.adapters.teams.people import Someone as OnTeams
from tests.chaos.record import Act, Asked, Taken, mark_of

Somebody = OnSlack | OnTeams

PATIENCE = {"slack": 3.0, "teams": 10.0}
"""Seconds after which a platform counts an act as not acknowledged."""
TRIES = 8
"""How often an act that nobody acknowledges is delivered; after that it may have been done, and once."""
AGAIN_AFTER = 1.5
"""Seconds, and more each time."""

WAITED = 30
"""Seconds that people wait for an answer: longer than a lease."""

OFFER = "I can offer an hour on grant budgeting {}"
HELP = "help"


@dataclass
class Record:
    """What the providers have taken so far, read from them now and then."""

    url: str
    session: aiohttp.ClientSession
    taken: list[Taken] = field(default_factory=list)
    contents: list[Any] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    weather: dict[str, int] = field(default_factory=dict)
    too_fast: dict[str, int] = field(default_factory=dict)

    async def read(self) -> None:
        """Everything that is new."""
        async with self.session.get(f"{self.url}/chaos/record", params={"after": str(len(self.taken))}) as answer:
            told = await answer.json()
        self.taken += [Taken(**(one | {"marks": tuple(one["marks"])})) for one in told["taken"]]
        self.contents += told["contents"]
        self.faults, self.weather, self.too_fast = told["faults"], told["weather"], told["too fast"]

    def post_with(self, mark: str) -> tuple[Taken, Any] | None:
        """The newest post with this word in it."""
        for taken, content in zip(reversed(self.taken), reversed(self.contents), strict=True):
            if taken.kind == "post" and mark in taken.marks:
                return taken, content
        return None

    async def bearer(self) -> str:
        """What Teams signs its calls with."""
        async with self.session.get(f"{self.url}/chaos/bearer") as answer:
            return await answer.text()


class FrontDoor:
    """Where acts are posted, and who waits for the next one to be on its way to a replica."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Event] = {}

    def session(self) -> aiohttp.ClientSession:
        """For posting; each request says as `trace_request_ctx` to which replica it goes."""
        trace = aiohttp.TraceConfig()
        trace.on_request_chunk_sent.append(self._sent)
        return aiohttp.ClientSession(trace_configs=[trace])

    async def called(self, replica: str) -> None:
        """Until the replica has the next act, and is about to answer it; ten seconds at most."""
        self._waiting[replica] = asyncio.Event()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._waiting[replica].wait(), 10)

    async def _sent(self, _session: object, context: SimpleNamespace, _what: object) -> None:
        if waiting := self._waiting.get(str(context.trace_request_ctx)):
            waiting.set()


@dataclass
class Town:
    """`replicas` are the addresses where acts are posted. `asked` and `acts` fill up as people act."""

    session: aiohttp.ClientSession
    replicas: Sequence[str]
    record: Record
    seed: int
    asked: list[Asked] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    delivered: int = 0
    unheard: int = 0
    broken: int = 0
    """Deliveries that were begun and never answered: what came of them nobody is told."""
    bearer: str = ""
    _marks: int = 0

    def new_mark(self) -> str:
        """A word that nobody has said yet."""
        self._marks += 1
        return mark_of(self._marks)

    async def lives(self, person: Somebody, offers: int, helps: int, lasting: float) -> None:
        """One person's part: offers that are published when the draft arrives, and between them questions, spread over
        so many seconds."""
        chance = random.Random(f"{self.seed} {person}")
        deeds = [self._offers] * offers + [self._asks] * (helps if isinstance(person, OnSlack) else 0)
        chance.shuffle(deeds)
        pause = lasting / max(1, len(deeds))
        async with asyncio.TaskGroup() as at_once:
            for deed in deeds:
                await asyncio.sleep(pause * chance.uniform(0.6, 1.4) * 0.9)
                at_once.create_task(deed(person, random.Random(chance.random())))

    async def _asks(self, person: Somebody, chance: random.Random) -> None:
        """Words that change nothing and are answered: for Slack, where the answer is known by its key."""
        assert isinstance(person, OnSlack)
        await self._says(person, person.writes(HELP), "", chance)

    async def _offers(self, person: Somebody, chance: random.Random) -> None:
        mark = self.new_mark()
        said = await self._says(person, person.writes(OFFER.format(mark)), mark, chance)
        number = len(self.acts)
        self.acts.append(Act(mark, said, published=False))
        draft = await self._arrived(mark)
        if draft is None:
            return
        taken, content = draft
        press: Callable[[], Request | dict[str, Any]]
        if isinstance(person, OnSlack):
            shown = Posted(content["team"], taken.place, taken.id, content["text"], content["blocks"], {})
            press = partial(person.presses, shown, "Publish")
        else:
            press = partial(person.presses, PostedInTeams(taken.place, taken.id, content), "Publish")
        presses = [press() for _ in range(2 if chance.random() < 0.3 else 1)]  # people press twice
        done = await asyncio.gather(*(self._delivers(one, random.Random(chance.random())) for one in presses))
        self.acts[number] = replace(self.acts[number], pressed=True, published=any(done))

    async def _says(self, person: Somebody, act: Any, mark: str, chance: random.Random) -> bool:
        if isinstance(person, OnSlack):
            event = json.loads(act.body)["event_id"]
            key, lane, place = f"slack:{person.team}:{event}:0", f"slack:{person.team}:{person.user}", f"D{person.user}"
        else:
            key = f"teams:{person.tenant}:{person.chat}:{act['id']}:0"
            lane, place = f"teams:{person.tenant}:{person.aad}", person.chat
        begun = time.time()
        said = await self._delivers(act, chance)
        self.asked.append(Asked(key, lane, place, mark, begun, time.time(), certain=said))
        return said

    async def _arrived(self, mark: str) -> tuple[Taken, Any] | None:
        """The draft, as soon as it is there. One that is held never comes."""
        for _ in range(WAITED):
            if found := self.record.post_with(mark):
                return found
            await asyncio.sleep(1)
        return None

    async def _delivers(self, act: Request | dict[str, Any], chance: random.Random) -> bool:
        """Whether anybody has acknowledged it."""
        if chance.random() < 0.2:
            await asyncio.sleep(chance.uniform(0.2, 3))  # later than what is done after it
        for attempt in range(TRIES):
            where = chance.sample(self.replicas, min(len(self.replicas), 2 if chance.random() < 0.3 else 1))
            if any(await asyncio.gather(*(self._posts(act, one, attempt) for one in where))):
                if chance.random() < 0.2:
                    await asyncio.sleep(chance.uniform(0, 4))
                    await self._posts(act, chance.choice(self.replicas), attempt + 1)  # the acknowledgement was lost
                return True
            await asyncio.sleep(AGAIN_AFTER * (attempt + 1) * chance.uniform(0.7, 1.3))
        self.unheard += 1
        return False

    async def _posts(self, act: Request | dict[str, Any], replica: str, attempt: int) -> bool:
        self.delivered += 1
        try:
            if isinstance(act, Request):
                headers = act.signed() | ({"X-Slack-Retry-Num": str(attempt)} if attempt else {})
                return await self._taken(replica, act.path, act.body.encode(), headers, PATIENCE["slack"]) == 200
            headers = {"Content-Type": "application/json", "Authorization": self.bearer}
            body = json.dumps(act).encode()
            return await self._taken(replica, "/teams/messages", body, headers, PATIENCE["teams"]) == 200
        except aiohttp.ClientConnectorError:
            return False
        except (aiohttp.ClientError, TimeoutError, OSError):
            self.broken += 1
            return False

    async def _taken(self, replica: str, path: str, body: bytes, headers: dict[str, str], patience: float) -> int:
        timeout = aiohttp.ClientTimeout(total=patience)
        async with self.session.post(
            f"{replica}{path}", data=body, headers=headers, timeout=timeout, trace_request_ctx=replica
        ) as answer:
            if answer.status != 200:
                return answer.status
            told = await answer.text()
        # an invoke is answered 200 with what became of it inside
        return int(json.loads(told).get("statusCode", 200)) if told.startswith("{") else 200
