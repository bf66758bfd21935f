"""The demo's page on this machine: a GET draws, a POST acts, a stream of events keeps open pages up to date."""

import asyncio
import datetime as dt
import json
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib.resources import files

from aiohttp import web

from adapters.demo.broadcast import Broadcast, Event
from adapters.demo.guard import add_headers, guard
from adapters.demo.happenings import Happening
from adapters.demo.living_town import Listeners, LivingTown
from adapters.demo.page import Seat, clock_face, draw_happening, draw_item, draw_page, draw_waking
from adapters.demo.town import Resident, Town
from adapters.web.cards import LANE
from adapters.web.inbound import PostUnreadable
from adapters.web.threads import Item
from bot.turn import ChannelAddress

LEFT, RIGHT = "priya", "sam"
"""Who holds the two phones at first."""

Begin = Callable[[Listeners], Awaitable[LivingTown]]
"""Starts the town from its beginning, and tells the listeners what happens in it."""


class DemoServer:
    """The routes of the demo around one living town, which can be begun again."""

    def __init__(self, town: Town, begin: Begin, *, may_begin_again: bool = True) -> None:
        self._town = town
        self._begin = begin
        self._may_begin_again = may_begin_again
        self._living: LivingTown | None = None
        self._broadcast = Broadcast()
        self._story = ""
        self._acting = asyncio.Lock()

    @property
    def living(self) -> LivingTown:
        """The town as it is now. `start` has made it."""
        assert self._living is not None, "start() comes first"
        return self._living

    async def start(self) -> None:
        """Begin the town, again if it was begun before: pages that are open draw themselves anew."""
        async with self._acting:
            self._living = await self._begin(Listeners(self._item_changed, self._happened, self._clock_moved))
            self._story = secrets.token_hex(4)
            self._broadcast.tell("again", {})

    def stop(self) -> None:
        """End the streams of every open page, so that the server can stop."""
        self._broadcast.end()

    def application(self) -> web.Application:
        """The demo alone, guarded; the caller adds what else is to be served."""
        app = web.Application(middlewares=[guard], client_max_size=256 * 1024)
        app.on_response_prepare.append(add_headers)
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/events", self._events),
                web.get("/static/{name}", _static),
                web.post("/say", self._say),
                web.post("/press", self._press),
                web.post("/clock", self._clock),
                web.post("/reset", self._reset),
            ]
        )
        return app

    # ------------------------------------------------------------ what a page asks

    async def _page(self, request: web.Request) -> web.Response:
        if self._living is None:
            return web.Response(text=draw_waking(), content_type="text/html")
        left = self._seat(request, "left", LEFT)
        right = self._seat(request, "right", RIGHT)
        html = draw_page(
            self.living, left, right, self._broadcast.last, self._story, may_begin_again=self._may_begin_again
        )
        return web.Response(text=html, content_type="text/html")

    async def _say(self, request: web.Request) -> web.Response:
        async def say(form: dict[str, str]) -> None:
            who, place = self._speaker(form)
            await self.living.say(who, form.get("text", ""), place, form.get("turn", ""))

        return await self._act(request, say)

    async def _press(self, request: web.Request) -> web.Response:
        async def press(form: dict[str, str]) -> None:
            who, place = self._speaker(form)
            await self.living.press(who, form, place, form.get("turn", ""))

        return await self._act(request, press)

    async def _clock(self, request: web.Request) -> web.Response:
        async def move(form: dict[str, str]) -> None:
            match form.get("step"):
                case "hour":
                    await self.living.let_pass(dt.timedelta(hours=1))
                case "day":
                    await self.living.next_working_day()
                case "week":
                    await self.living.let_pass(dt.timedelta(days=7))
                case _:
                    raise web.HTTPBadRequest(text="The clock goes on by an hour, a working day or a week.")

        return await self._act(request, move)

    async def _act(self, request: web.Request, act: Callable[[dict[str, str]], Awaitable[None]]) -> web.Response:
        """Do it in the town that the page showed, which may have begun again meanwhile."""
        form = await _form(request)
        async with self._acting:
            if form.get("story", self._story) != self._story:
                raise web.HTTPConflict(text="The town has begun again.")
            try:
                await act(form)
            except PostUnreadable as error:
                raise web.HTTPBadRequest(text=str(error)) from error
        return _done(request)

    async def _reset(self, request: web.Request) -> web.Response:
        if not self._may_begin_again:
            raise web.HTTPConflict(text="This town is kept in a database of its own, and goes on.")
        await self.start()
        return _done(request)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        known = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        if request.query.get("story") != self._story or not known.isdecimal():
            await response.write(_AGAIN)
            return response
        with suppress(ConnectionResetError):  # the page was closed
            async for events in self._broadcast.listen(int(known)):
                await response.write(_AGAIN if events is None else b"".join(map(_written, events)))
        return response

    # ------------------------------------------------------------ what happens in the town

    def _item_changed(self, item: Item) -> None:
        who = [resident.key for resident in self._town.residents if str(resident.address) == item.lane]
        data = {"lane": item.lane, "id": item.id, "kind": item.kind, "who": who, "html": draw_item(item, self._town)}
        self._broadcast.tell("item", data)

    def _happened(self, happening: Happening) -> None:
        self._broadcast.tell("happening", {"html": str(draw_happening(happening, self._town))})

    def _clock_moved(self, now: dt.datetime) -> None:
        self._broadcast.tell("clock", dict(clock_face(now)))

    # ------------------------------------------------------------ reading what came

    def _seat(self, request: web.Request, side: str, default: str) -> Seat:
        return Seat(
            side, self._resident(request.query.get(side, default)), request.query.get(f"{side}_in") == "channel"
        )

    def _speaker(self, form: dict[str, str]) -> tuple[Resident, ChannelAddress | None]:
        """Who acts, and the channel in which: their own conversation and their own channel are all they can reach."""
        lane = form.get(LANE, "")
        if "as" in form:
            who = self._resident(form["as"])
        else:
            owners = [resident for resident in self._town.residents if str(resident.address) == lane]
            if not owners:
                raise web.HTTPBadRequest(text="It is not clear who did this.")
            who = owners[0]
        if lane == str(who.address):
            return who, None
        if who.channel is not None and lane == str(who.channel):
            return who, who.channel
        raise web.HTTPForbidden(text=f"{who.first_name} is not in that conversation.")

    def _resident(self, key: str) -> Resident:
        try:
            return self._town.resident(key)
        except LookupError as error:
            raise web.HTTPNotFound(text="Nobody of that name lives here.") from error


_AGAIN = b"event: again\ndata: {}\n\n"


def _written(event: Event) -> bytes:
    return f"id: {event.number}\nevent: {event.kind}\ndata: {json.dumps(event.data)}\n\n".encode()


async def _form(request: web.Request) -> dict[str, str]:
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _done(request: web.Request) -> web.Response:
    """Nothing more for a script, which hears of it by the stream; back to the page for a plain form."""
    if request.headers.get("X-Requested-With") == "fetch":
        return web.Response(status=204)
    raise web.HTTPSeeOther(request.headers.get("Referer") or "/")


_STATIC = {
    "page.css": "text/css",
    "phones.css": "text/css",
    "page.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "chevron.svg": "image/svg+xml",
}


async def _static(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in _STATIC:
        raise web.HTTPNotFound
    body = files("adapters.demo").joinpath("static", name).read_bytes()
    return web.Response(body=body, content_type=_STATIC[name], charset="utf-8")
