"""How long Slack's own limits make a crowd wait, and how much longer we do: in a simulated clock.

    python -m benchmarks.pacing [--people N]

The whole way from the outbox to a Slack that keeps its published limits strictly and answers 429 to whoever does not:
introductions to people whom the bot has never written to (each conversation is opened first, fifty a minute), and three
messages to each of them afterwards (three hundred a minute in a workspace). The floor is what the limits alone demand.
"""

import argparse
import asyncio
import datetime as dt
import tempfile
import time
from pathlib import Path

from adapters.clock import MovableClock
from adapters.logs import set_up_logs
from adapters.slack.install import SCOPES
from adapters.slack.service import Registration
from bot.cards import Button, Buttons, Card
from bot.turn import Address, Spoken
from storage.unit_of_work import open_store
from tests.adapters.slack.fake_slack import FakeSlack, Workspace
from tests.adapters.slack.people import SECRET
from tests.adapters.slack.rates import MINUTE, POSTS_A_MINUTE, TIER_OF, TIERS
from tests.adapters.slack.serving import Process, serving

MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
TEAM, TOKEN, LONDON = "TOPENDOOR", "xoxb-open-door", "Europe/London"
STEP = dt.timedelta(seconds=0.25)
CARD = Card("Somebody would like to shadow you", (Buttons((Button("Yes", "suggestion.yes", "17", "primary"),)),))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=200)
    people = [f"U{number:04}" for number in range(parser.parse_args().people)]
    set_up_logs("CRITICAL", development=False)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(people, f"sqlite:///{Path(folder) / 'shoes.db'}"))


async def _measure(people: list[str], url: str) -> None:
    clock = MovableClock(MONDAY)
    known = {person: {"real_name": person} for person in people}
    slack = FakeSlack(Workspace(TEAM, TOKEN, frozenset(SCOPES), known), now=clock.now)
    store = open_store(url)
    registration = Registration(bot_token=TOKEN, signing_secret=SECRET)
    async with serving(
        slack, store, clock, registration, handle=lambda turn: Spoken(), workspace_left=lambda *_: Spoken()
    ) as process:
        openings = TIERS[TIER_OF["conversations.open"]]
        await _sent(process, people, 1, "introductions to strangers", _floor(len(people), openings))
        clock.move(MINUTE)
        await _sent(process, people, 3, "three messages to each", _floor(3 * len(people), POSTS_A_MINUTE))
    store.close()


async def _sent(process: Process, people: list[str], each: int, what: str, floor: dt.timedelta) -> None:
    begun, worked, before = process.clock.now(), time.process_time(), len(process.slack.messages)
    for number in range(each):
        for person in people:
            process.queue(f"{what} {number} {person}", Address("slack", TEAM, person), CARD, hours=LONDON)
    await process.dispatcher.drain()
    while (due := process.store.next_due()) is not None:
        process.clock.move_to(max(due, process.clock.now() + STEP))  # what waits behind another is due, and cannot go
        await process.dispatcher.drain()
    took = process.clock.now() - begun
    arrived = len(process.slack.messages) - before
    assert arrived == each * len(people), f"{arrived} arrived"
    floor = max(floor, dt.timedelta(seconds=each - 1))  # one a second in each conversation
    ratio = f"{took / floor:.2f} x" if floor else "at once" if not took else "late"
    print(
        f"{what:28} {arrived:5} messages   took {took.total_seconds():6.1f} s   floor {floor.total_seconds():6.1f} s"
        f"   {ratio:>8}   429s: {sum(process.slack.limited.values())}   processor {time.process_time() - worked:.1f} s"
    )


def _floor(calls: int, a_minute: int) -> dt.timedelta:
    """When the last of so many may be made, if so many a minute may be and the first of each minute go at once."""
    return ((calls - 1) // a_minute) * MINUTE


if __name__ == "__main__":
    main()
