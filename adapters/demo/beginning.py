"""How the town begins: people settle in an empty store, phones are put on the wires, and the last weeks are played."""

import adapters.slack.cards
import adapters.teams.cards
from adapters.clock import Clock, MovableClock, SystemClock
from adapters.demo.history import FIRST_DAY, morning, play
from adapters.demo.living_town import Listeners, LivingTown
from adapters.demo.settling import NoticeBoard, move_in
from adapters.demo.town import Town, begins_at
from bot.engine import Engine
from storage.unit_of_work import SqlStore


async def begin(
    town: Town,
    store: SqlStore,
    listeners: Listeners,
    *,
    real: Clock | None = None,
    with_history: bool = True,
    public_url: str = "",
) -> LivingTown:
    """The town on its first morning, or as the store remembers it. Its clock runs on at the pace of the `real` one."""
    running = real or SystemClock()
    today = begins_at(running.now())
    start = morning(today, FIRST_DAY)
    if not move_in(town, store, start):
        return _living(town, store, MovableClock(today, running), listeners, public_url)
    board = NoticeBoard(town, store, today)
    if not with_history:
        board.put_up(today)
        return _living(town, store, MovableClock(today, running), listeners, public_url)
    living = _living(town, store, MovableClock(start, running), listeners, public_url)
    await play(living, today, board.put_up)
    return living


def _living(town: Town, store: SqlStore, clock: MovableClock, listeners: Listeners, public_url: str) -> LivingTown:
    return LivingTown(
        town,
        Engine(store.for_turns()),
        store.deliveries,
        store.next_due,
        clock,
        {"slack": adapters.slack.cards.render, "teams": adapters.teams.cards.message},
        listeners,
        public_url,
    )
