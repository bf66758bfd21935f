"""The town in a terminal, played from a script."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from rich.console import Console

from adapters.clock import MovableClock
from adapters.console.cards import printable, render
from adapters.console.chat import Terminal
from adapters.demo.beginning import begin
from adapters.demo.living_town import Listeners
from adapters.demo.town import read_town
from bot.cards import Card, Facts, Text
from tests.adapters.demo.conftest import TUESDAY
from tests.stores import empty, opened


@pytest.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Terminal]:
    store = opened(empty(tmp_path / "town.db"))
    made = Terminal(Console(file=io.StringIO(), width=100))
    clock = MovableClock(TUESDAY)
    made.enter(await begin(read_town(), store, Listeners(item=made.show), real=clock, with_history=False))
    yield made
    store.close()


async def obey(terminal: Terminal, *lines: str) -> str:
    """What the terminal shows after these lines."""
    file = terminal.console.file
    assert isinstance(file, io.StringIO)
    file.truncate(0)
    file.seek(0)
    for line in lines:
        assert await terminal.obey(line)
    return file.getvalue()


def number_of(terminal: Terminal, label: str) -> int:
    """Of the first button so labelled."""
    return min(index for index, (_, button) in enumerate(terminal.buttons, 1) if button.label == label)


async def test_a_whole_introduction(terminal: Terminal) -> None:
    assert "night shelter coordinator at Open Door" in await obey(terminal, "/as Priya", "/shadow night shelter")
    asked = await obey(terminal, f"/press {number_of(terminal, 'Ask')}")
    assert "In Your Shoes to Sam Okafor · slack" in asked
    met = await obey(terminal, "/as sam okafor", f"/press {number_of(terminal, 'Yes')}")
    assert "priya.nair@airedale.example" in met
    proposed = await obey(terminal, f"/press {number_of(terminal, 'Suggest these')} date1=2026-12-10; time1=14:15")
    assert "Thursday 10 December at 14:15" in proposed


async def test_a_button_on_somebody_elses_phone_cannot_be_pressed(terminal: Terminal) -> None:
    await obey(terminal, "/as Priya", "/shadow night shelter")
    shown = await obey(terminal, "/as Sam", "/press 1")
    assert "somebody else's phone" in shown
    assert "by its number" in await obey(terminal, "/press 99", f"/press {'9' * 5000}")


async def test_time_goes_by_and_the_rest(terminal: Terminal) -> None:
    assert "11:00" in await obey(terminal, "/later")
    assert "Wednesday 25 November at 09:30" in await obey(terminal, "/day")
    assert "Wednesday 2 December" in await obey(terminal, "/week")
    assert "Second Helpings CIC" in await obey(terminal, "/who")
    assert "Nobody here is called" in await obey(terminal, "/as Nobody")
    assert "AdaptiveCard" in await obey(terminal, "/as Priya", "hello", "/json")
    assert "answered you in a direct message" in await obey(terminal, "/as Sam", "/general @shoes digest on")
    assert not await terminal.obey("/quit")


def test_words_cannot_steer_the_terminal() -> None:
    assert printable("red \x1b[31malert\x07\x9b1m\r\nnext\u202e") == "red [31malert1m\nnext"


def test_rich_markup_stays_words() -> None:
    console = Console(file=io.StringIO(), width=100)
    nasty = "[bold red]fire[/] [link=https://evil.example]safety[/link]"
    console.print(render(Card(nasty, (Text(nasty), Facts(((nasty, "x"),)))), lambda _: 1))
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().count(nasty) == 3
