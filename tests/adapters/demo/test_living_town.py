"""Saying, pressing, and letting time go by, through the real engine and store."""

import datetime as dt
from dataclasses import dataclass

import pytest

from adapters.clock import MovableClock
from adapters.demo.beginning import begin
from adapters.demo.happenings import Happening
from adapters.demo.living_town import Listeners, LivingTown
from adapters.demo.town import Resident, read_town
from adapters.demo.typed import as_delivered
from adapters.web.cards import MESSAGE, PRESS, press_value
from adapters.web.threads import Item
from bot.cards import Card
from bot.turn import ChannelAddress, Platform, Turn
from storage.unit_of_work import SqlStore
from tests.adapters.demo.conftest import TUESDAY

pytestmark = pytest.mark.processes

TOWN = read_town()
PRIYA, SAM, ALEX = (TOWN.resident(key) for key in ("priya", "sam", "alex"))


@pytest.fixture
async def living(store: SqlStore, real: MovableClock) -> LivingTown:
    return await begin(TOWN, store, Listeners(), real=real, with_history=False)


@dataclass(frozen=True)
class Shown:
    """A message of the bot on somebody's phone."""

    item: Item
    card: Card


def cards(living: LivingTown, lane: object) -> list[Shown]:
    return [Shown(item, item.card) for item in living.threads.of(str(lane)) if item.card]


async def press(living: LivingTown, who: Resident, label: str) -> None:
    for shown in reversed(cards(living, who.address)):
        for button in shown.card.buttons:
            if button.label == label:
                await living.press(who, {PRESS: press_value(button), MESSAGE: shown.item.id})
                return
    raise AssertionError(f"{who.name} has no button {label!r}")


async def test_what_one_person_does_shows_on_the_phone_of_the_other(living: LivingTown) -> None:
    await living.say(PRIYA, "/shadow night shelter")
    await press(living, PRIYA, "Ask")
    (asked,) = cards(living, SAM.address)
    assert "Airedale Council" in asked.card.plain
    assert "Priya" not in asked.card.plain
    assert '"blocks"' in asked.item.payload
    assert all("AdaptiveCard" in shown.item.payload for shown in cards(living, PRIYA.address))


async def test_each_reminder_rings_at_its_own_time(living: LivingTown) -> None:
    await living.say(PRIYA, "/shadow night shelter")
    await press(living, PRIYA, "Ask")
    await living.let_pass(dt.timedelta(days=7))
    assert living.clock.now() == TUESDAY + dt.timedelta(days=7)
    rang = [line.at for line in living.happenings.newest_first() if line.kind == "rang"]
    assert rang == sorted(rang, reverse=True)
    assert rang, "three working days without an answer are followed by a nudge"
    assert all(TUESDAY < at < living.clock.now() for at in rang)
    shown = [one.item.at for one in cards(living, SAM.address)]
    assert len(shown) > 1
    assert shown == sorted(shown)


async def test_the_next_working_day_begins_at_half_past_nine(living: LivingTown) -> None:
    await living.let_pass(dt.timedelta(days=3))
    await living.next_working_day()
    assert living.clock.now() == dt.datetime(2026, 11, 30, 9, 30, tzinfo=dt.UTC)


async def test_the_same_turn_again_has_no_effect(living: LivingTown) -> None:
    for _ in range(2):
        await living.say(PRIYA, "/shadow night shelter", turn_id="web:once")
    assert len(cards(living, PRIYA.address)) == 1


async def test_in_a_channel_the_bot_hears_only_what_calls_it(living: LivingTown) -> None:
    general = SAM.channel
    await living.say(SAM, "Has anybody seen my mug?", general)
    assert not cards(living, general)
    await living.say(SAM, "@shoes digest on", general)
    assert [shown.card.title for shown in cards(living, general)] == ["I've answered you in a direct message."]
    assert cards(living, SAM.address)


async def test_a_stranger_hears_why_and_nothing_of_them_is_kept(living: LivingTown, store: SqlStore) -> None:
    await living.say(ALEX, "hello")
    (told,) = cards(living, ALEX.address)
    assert "don't know your workspace" in told.card.title
    with store.begin() as work:
        assert work.people.at(ALEX.address) is None


async def test_a_fault_in_a_turn_is_seen_and_the_town_goes_on(
    living: LivingTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Happening] = []

    def fail(_turn: Turn) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(living._engine, "handle", fail)
        await living.say(PRIYA, "hello")
    seen += [line for line in living.happenings.newest_first() if line.kind == "fault"]
    assert [line.who for line in seen] == ["priya"]
    await living.say(PRIYA, "hello")
    assert cards(living, PRIYA.address)


@pytest.mark.parametrize(
    ("typed", "platform", "aloud", "delivered"),
    [
        ("tea & <biscuits>", "slack", False, "tea &amp; &lt;biscuits&gt;"),
        ("tea & <biscuits>", "teams", False, "tea &amp; &lt;biscuits&gt;"),
        ("tea & <biscuits>", "web", False, "tea & <biscuits>"),
        ("@shoes digest on", "slack", True, "<@U0SHOES> digest on"),
        ("@In Your Shoes digest on", "teams", True, "<at>In Your Shoes</at> digest on"),
        ("has anybody seen my mug?", "slack", True, None),
        ("new shoes@work today", "slack", True, None),
        ("/offer tea", "slack", True, "/offer tea"),
    ],
)
def test_words_reach_the_bot_as_the_platform_writes_them(
    typed: str, platform: Platform, aloud: bool, delivered: str | None
) -> None:
    place = ChannelAddress(platform, "T0", "C0") if aloud else None
    assert as_delivered(typed, platform, place) == delivered
