"""From Teams to the engine: the caller checked, the activity read as a turn, committed, and only then answered.

A turn that fails answers 500, so that Teams may deliver it again; nothing of it was stored. Whatever the engine says
in reply leaves through the outbox, the update of the card that was pressed included. Two things are said from here,
because nothing is stored for them: a refusal, and in a channel the hint that the answer is in the one-to-one chat.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import structlog
from aiohttp import web

from adapters.clock import Clock
from adapters.teams.cards import CARD_TYPE, looked_at
from adapters.teams.connector import Answer, Connector, Failed, Unsaid
from adapters.teams.people import People
from adapters.teams.references import References
from adapters.teams.refusal import Turned
from adapters.teams.registration import Registration, is_loopback
from adapters.teams.turns import ACTS, CARD_ACTION, SUBMIT, SUBMIT_MESSAGE, Delivered, Malformed, from_activity
from adapters.teams.windows import LOOKS, Windows
from adapters.teams.windows import said as window_said
from bot.engine import stranger_words
from bot.language import t
from bot.looking import Looking
from bot.turn import Joined, Left, Spoken, Turn

if TYPE_CHECKING:
    from adapters.teams.sdk import Pipeline

PATH = "/teams/messages"
AT_ONCE = 1
"""Turns in hand at the same time. They share one interpreter, so that several would only be slower, each and all; and
whoever comes by another platform would wait behind them."""
ASIDE_LIMIT = 2.0
"""Seconds for a word on the side, which comes after the commit and before the answer."""

MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"

log = structlog.get_logger("teams.inbound")


class Chat(Protocol):
    """Where an activity came from, for what is said there at once."""

    async def say(self, words: str) -> None:
        """Raises Unsaid."""

    async def answer(self, body: dict[str, Any]) -> None:
        """What the client that pressed is told, as the HTTP answer."""


def teams_routes(
    *,
    handle: Callable[[Turn], Spoken],
    nudge: Callable[[], None],
    clock: Clock,
    registration: Registration,
    pipeline: Callable[[], "Pipeline"],
    connector: Connector,
    references: References,
    looking: Looking,
) -> list[web.RouteDef]:
    """The messaging endpoint. Every act is passed to `handle` (in a thread); then `nudge` is called."""
    windows = Windows(looking, clock, stranger_words)
    listening = _Listening(handle, nudge, clock, references, connector, People(connector, clock), windows)

    async def deliver(request: web.Request) -> web.Response:
        if not registration.signed and not _from_this_machine(request):
            return web.Response(status=403, text="While developing, only this machine may call.")
        try:
            raw = _object(await request.read())
            answer = await pipeline().run(
                request.headers.get("Authorization", ""), raw, lambda chat: listening.take(chat, raw)
            )
        except Turned as turned:
            log.warning("turned_away", status=turned.status, why=turned.why)
            return web.Response(status=turned.status, text=turned.why)
        except Malformed as malformed:
            log.warning("malformed", why=str(malformed))
            return web.Response(status=400, text="This is nothing that Teams would send.")
        except web.HTTPException:  # a body that is too large
            raise
        except Exception:
            log.exception("turn_failed")
            return web.Response(status=500, text="Something went wrong here, and nothing was changed.")
        if answer is None:
            return web.Response(status=200)
        return web.json_response(answer.body, status=int(answer.status))

    return [web.post(PATH, deliver)]


@dataclass(frozen=True)
class _Listening:
    """What happens to an activity whose sender is known to be Teams."""

    handle: Callable[[Turn], Spoken]
    nudge: Callable[[], None]
    clock: Clock
    references: References
    connector: Connector
    people: People
    windows: Windows
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def take(self, chat: Chat, raw: dict[str, Any]) -> None:
        """Raises Malformed, or whatever the engine or the storage raises."""
        if raw.get("type") != "invoke":
            delivered = from_activity(raw, self.clock.now())
            if delivered is not None:
                spoken = await self._take(delivered, raw)
                if words := _aside(delivered.turn, spoken, installing=raw["type"] == "installationUpdate"):
                    await self._aloud(chat, delivered.turn, raw, words)
            return
        name = raw.get("name")
        if name not in (*ACTS, *LOOKS):
            return
        try:
            body = await (self._act(raw) if name in ACTS else self.windows.answer(raw))
        except Malformed as wrong:
            log.warning("malformed", why=str(wrong))
            body = _trouble(name, 400, t("This button is not one of ours."))
        except Exception:
            log.exception("invoke_failed")
            body = _trouble(name, 500, t("Something went wrong here, and nothing was changed."))
        await chat.answer(body)

    async def _act(self, raw: dict[str, Any]) -> dict[str, Any]:
        """What somebody pressed or sent, done; and what their client shows until the outbox has said the rest."""
        name = raw["name"]
        if name == CARD_ACTION and (press := _looks_at(raw)) is not None:
            shown = await self.windows.anew(raw, press)
            return _shown(shown) if isinstance(shown, str) else {"statusCode": 200, "type": CARD_TYPE, "value": shown}
        delivered = from_activity(raw, self.clock.now())
        if delivered is None:
            raise Malformed("nobody's act")
        if name == SUBMIT and (window := await self.windows.again(delivered.turn, raw)):
            return window
        spoken = await self._take(delivered, raw)
        if name == CARD_ACTION:
            return _shown(spoken.refused or t("Got it."))
        if spoken.refused:
            return window_said(spoken.refused)
        return window_said(t("The draft is in our one-to-one chat.")) if name == SUBMIT_MESSAGE else {}

    async def _take(self, delivered: Delivered, raw: dict[str, Any]) -> Spoken:
        turn = delivered.turn
        if not isinstance(turn.act, Left) and not (isinstance(turn.act, Joined) and turn.place):
            seen = replace(delivered.references[0][1], conversation=str(raw["conversation"]["id"]))
            turn = replace(turn, profile=await self.people.complete(turn.profile, turn.sender, seen))
        async with self.turns:
            spoken = await asyncio.to_thread(self._commit, replace(delivered, turn=turn))
        if spoken.lanes:
            self.nudge()
        return spoken

    async def _aloud(self, chat: Chat, turn: Turn, raw: dict[str, Any], words: str) -> None:
        """What was done is done, so a word that does not get through is only logged.

        Whoever spoke to the bot where others read, but for it alone to see, is answered so that they alone see it.
        """
        try:
            async with asyncio.timeout(ASIDE_LIMIT):
                if raw["recipient"].get("isTargeted") is True:
                    activity = {"type": "message", "text": words, "textFormat": "plain"}
                    said = await self.connector.send(
                        raw["serviceUrl"], raw["conversation"]["id"], activity, seen_by=raw["from"]
                    )
                    why = "" if isinstance(said, Answer) and said.taken else _why(said)
                    if why:
                        log.warning("aside_lost", turn=turn.id, why=why)
                    return
                await chat.say(words)
        except (Unsaid, TimeoutError) as error:
            log.warning("aside_lost", turn=turn.id, why=getattr(error, "why", type(error).__name__))

    def _commit(self, delivered: Delivered) -> Spoken:
        turn = delivered.turn
        if isinstance(turn.act, Left):
            spoken = self.handle(turn)
            self.references.forget(turn.place or turn.sender)
            return spoken
        # Before the turn: its replies need them, and if it erases somebody, it erases these too.
        told = [(destination, reference.as_json()) for destination, reference in delivered.references]
        unlinked = [one for one in told if not self.references.remember(*one, turn.at)]
        spoken = self.handle(turn)
        if not spoken.refused:  # an invitation may just have linked the tenant
            for one in unlinked:
                self.references.remember(*one, turn.at)
        return spoken


def _aside(turn: Turn, spoken: Spoken, *, installing: bool) -> str:
    """What to say at once where the person spoke; empty when the outbox says all there is.

    Teams tells of one installation twice, and nothing is stored of a refusal: only one of the two is answered.
    """
    if spoken.duplicate or isinstance(turn.act, Left) or (isinstance(turn.act, Joined) and not installing):
        return ""
    if spoken.refused:
        return spoken.refused
    if turn.place is not None and str(turn.sender) in spoken.lanes and str(turn.place) not in spoken.lanes:
        return t("I’ve answered you in our one-to-one chat.")
    return ""


def _why(said: Answer | Failed) -> str:
    return str(said.status) if isinstance(said, Answer) else said.why


def _shown(words: str) -> dict[str, Any]:
    """The card itself changes through the outbox; this is what the presser sees until it does."""
    return {"statusCode": 200, "type": MESSAGE, "value": words}


def _looks_at(raw: dict[str, Any]) -> tuple[str, str] | None:
    """Which card is to be drawn anew; None if something is pressed."""
    try:
        return looked_at(raw["value"]["action"])
    except (KeyError, TypeError, AttributeError) as wrong:
        raise Malformed(type(wrong).__name__) from wrong


def _trouble(name: str, status: int, words: str) -> dict[str, Any]:
    return _error(status, words) if name == CARD_ACTION else window_said(words)


def _error(status: int, words: str) -> dict[str, Any]:
    return {"statusCode": status, "type": ERROR, "value": {"code": str(status), "message": words}}


def _object(body: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as wrong:
        raise Malformed(type(wrong).__name__) from wrong
    if not isinstance(raw, dict):
        raise Malformed("not an object")
    cleaned: dict[str, Any] = _storable(raw) if b"\\u" in body else raw
    return cleaned


def _storable(value: Any) -> Any:
    """Without what no database takes: NUL, and half an emoji, which JSON can spell but UTF-8 cannot."""
    match value:
        case str():
            return value.replace("\x00", "").encode(errors="replace").decode()
        case dict():
            return {_storable(key): _storable(inner) for key, inner in value.items()}
        case list():
            return [_storable(inner) for inner in value]
        case _:
            return value


def _from_this_machine(request: web.Request) -> bool:
    """Directly: a proxy on this machine speaks for others."""
    proxied = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For"))
    return not proxied and is_loopback(request.remote or "")
