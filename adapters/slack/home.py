"""The Home tab: what somebody has with us, drawn when they open it and again whenever it has changed since.

It is drawn from what stands in the database, so that a drawing that got lost is made up for by the next one. A process
redraws the tabs that it has seen opened or used since it began; everybody else's is drawn when they open it.
"""

import asyncio
import datetime as dt
import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

import structlog
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.clock import Clock
from adapters.slack.cards import home_blocks
from adapters.slack.pacing import Pacing, publishing
from adapters.slack.workspaces import Workspaces
from bot.cards import Card
from bot.engine import stranger_words
from bot.looking import Looking, NotLinked
from bot.turn import Address

MOST = 5_000
"""People whose tab is kept fresh; whoever opened theirs longest ago goes first."""

log = structlog.get_logger("slack.home")


class Homes:
    """Everything but `drawn` returns at once; the drawing is done beside it. `close` waits for what is under way."""

    def __init__(
        self,
        client: AsyncWebClient,
        workspaces: Workspaces,
        looking: Looking,
        clock: Clock,
        pacing: Pacing | None = None,
    ) -> None:
        self._client = client
        self._workspaces = workspaces
        self._looking = looking
        self._clock = clock
        self._pacing = pacing or Pacing()
        self._shown: OrderedDict[Address, str] = OrderedDict()
        self._drawing: dict[Address, asyncio.Task[None]] = {}
        self._again: set[Address] = set()

    def opened(self, person: Address) -> None:
        """They look at it now, whatever was drawn before."""
        self._shown[person] = ""
        self.seen(person)
        self._draw(person)

    def seen(self, person: Address) -> None:
        """They have it before them, even if it was another process that saw them open it: from now on it is fresh."""
        self._shown.setdefault(person, "")
        self._shown.move_to_end(person)
        while len(self._shown) > MOST:
            self._shown.popitem(last=False)

    def changed(self, lanes: Iterable[str]) -> None:
        """Something was said to these, or done by them: what their tab shows may be another thing now."""
        wanted = set(lanes)
        for person in [one for one in self._shown if str(one) in wanted]:
            self._draw(person)

    async def close(self) -> None:
        """Until nothing is being drawn."""
        while (
            self._drawing
        ):  # `gather` would not let go of the loop for what is done, and that is taken out a step later
            await asyncio.wait(self._drawing.values())

    def _draw(self, person: Address) -> None:
        if person in self._drawing:
            self._again.add(person)
            return
        task = asyncio.create_task(self.drawn(person), name=f"home of {person}")
        self._drawing[person] = task
        task.add_done_callback(lambda _: self._done(person))

    def _done(self, person: Address) -> None:
        del self._drawing[person]
        if person in self._again:
            self._again.discard(person)
            self._draw(person)

    async def drawn(self, person: Address) -> None:
        """Draw it, unless it stands there already."""
        try:
            view = {"type": "home", "blocks": home_blocks(await asyncio.to_thread(self._card, person))}
            mark = hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()
            installed = await self._workspaces.installed(person.workspace)
            if installed is None or self._shown.get(person) == mark:
                return
            if wait := self._pace(person):
                await asyncio.sleep(wait.total_seconds())
                self._pace(person)
            await self._client.views_publish(user_id=person.user, view=view, token=installed.token)
            if person in self._shown:
                self._shown[person] = mark
        except (SlackClientError, OSError, TimeoutError) as error:
            log.warning("home_not_drawn", person=str(person), why=_why(error))
        except Exception:
            log.exception("home_not_drawn", person=str(person))

    def _pace(self, person: Address) -> dt.timedelta:
        return self._pacing.wait(hash(person), publishing(person.workspace), self._clock.now())

    def _card(self, person: Address) -> Card:
        try:
            return self._looking.home(person, self._clock.now())
        except NotLinked:
            return Card(stranger_words())


def _why(error: Exception) -> Any:
    answer = getattr(error, "response", None)
    return answer.get("error") if answer is not None else type(error).__name__
