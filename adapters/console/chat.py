"""`shoes chat`: the demo's town in a terminal. Reads lines, typed or from a script, and shows every phone."""

import asyncio
import datetime as dt
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.panel import Panel
from rich.text import Text as Words

from adapters.console.cards import printable, render
from adapters.demo.beginning import begin
from adapters.demo.living_town import Listeners, LivingTown
from adapters.demo.town import TIME_ZONE, Resident, read_town
from adapters.logs import set_up_logs
from adapters.web.cards import FIELD, MESSAGE, PRESS, press_value
from adapters.web.inbound import PostUnreadable
from adapters.web.threads import Item
from bot.cards import Button, Card, Form
from bot.engine import Engine
from bot.matching import Relevance
from bot.phrases import moment_in_words
from storage.unit_of_work import open_store

HELP = """\
/who                    everybody in the town
/as Sam                 be somebody else
/press 2                press a button; a form's fields follow as name=value, divided by ";"
/general words          say something in your channel (the bot hears @shoes)
/later /day /week       an hour later, the next working day, a week later
/json                   what Slack or Teams was sent last
/quit                   leave
Anything else is said to the bot, also /offer …, /shadow … and /exchange …"""

FIRST = "sam"


def chat(*, database_url: str | None = None, relevance: Callable[[], Relevance] | None = None) -> None:
    """Talk until /quit or the end of input. Without a database the town lives in a temporary folder."""
    set_up_logs("ERROR", development=True)
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="in-your-shoes-") as folder, asyncio.Runner() as runner:
        url = database_url or f"sqlite:///{Path(folder, 'town.db')}"
        with closing(open_store(url)) as plain, ExitStack() as until_the_end:
            terminal = Terminal(console)
            town = runner.run(begin(read_town(), plain, Listeners(item=terminal.show)))
            if relevance:
                town.use(Engine(until_the_end.enter_context(closing(open_store(url, relevance=relevance())))))
            terminal.enter(town)
            for line in _lines(console, terminal):
                if not runner.run(terminal.obey(line)):
                    return


@dataclass
class Terminal:
    """One person at a time speaks; whatever anybody's phone shows is printed, its buttons numbered."""

    console: Console
    buttons: list[tuple[Item, Button]] = field(default_factory=list)
    _town: LivingTown | None = None
    _me: Resident | None = None
    _last_payload: str = ""

    @property
    def town(self) -> LivingTown:
        """The town that was entered."""
        assert self._town is not None, "enter() comes first"
        return self._town

    @property
    def me(self) -> Resident:
        """Who is speaking."""
        assert self._me is not None, "enter() comes first"
        return self._me

    @property
    def prompt(self) -> str:
        """Who speaks, and the town's time."""
        local = self.town.clock.now().astimezone(ZoneInfo(TIME_ZONE))
        return f"{self.me.first_name} ({local:%a %H:%M})> "

    def enter(self, town: LivingTown) -> None:
        """Begin in this town."""
        self._town, self._me = town, town.town.resident(FIRST)
        self.console.print(Words(f"A pretend town. You are {self.me.name}, {self.me.role}, {self.me.house.name}."))
        self.console.print(Words('Try "/as Priya", then "/shadow night shelter". /help lists everything.', style="dim"))

    def show(self, item: Item) -> None:
        """Print what a phone shows now. What people typed is on the screen already."""
        if item.card is None or self._town is None:
            return
        self._last_payload = item.payload
        who = next((one for one in self.town.town.residents if str(one.address) == item.lane), None)
        to = f"{who.name} · {who.house.platform}" if who else item.lane
        changed = " · changed" if item.edits else ""
        self.console.print(
            Panel(
                render(item.card, lambda button: self._number(item, button)),
                title=Words(f"In Your Shoes to {to}{changed}"),
                title_align="left",
                border_style="green" if who == self._me else "dim",
            )
        )

    async def obey(self, line: str) -> bool:
        """Do what the line says. False when it says to leave."""
        await self.town.tick()
        command, _, rest = line.strip().partition(" ")
        match command.lower():
            case "":
                pass
            case "/quit" | "/exit":
                return False
            case "/help":
                self.console.print(Words(HELP))
            case "/who":
                self._who()
            case "/as":
                self._become(rest)
            case "/press":
                await self._press(rest)
            case "/general":
                await self._say_in_channel(rest)
            case "/json":
                self.console.print(Words(self._last_payload or "Nothing has been sent to Slack or Teams yet."))
            case "/later" | "/day" | "/week":
                await self._let_pass(command.lower())
            case _:
                await self.town.say(self.me, line)
        return True

    def _number(self, item: Item, button: Button) -> int:
        self.buttons.append((item, button))
        return len(self.buttons)

    def _who(self) -> None:
        for house, people in self.town.town.by_house():
            self.console.print(Words(f"{house.name} ({house.sector}, {house.platform})", style="bold"))
            for person in people:
                self.console.print(Words(f"  {person.name}" + (f", {person.role}" if person.role else ", new here")))

    def _become(self, name: str) -> None:
        found = self.town.town.named(name)
        if found is None:
            self._complain(f"Nobody here is called {name!r}. /who lists everybody.")
        else:
            self._me = found

    async def _press(self, rest: str) -> None:
        number, _, filled = rest.strip().partition(" ")
        if number not in map(str, range(1, len(self.buttons) + 1)):
            self._complain("Say which button by its number, such as /press 2.")
            return
        item, button = self.buttons[int(number) - 1]
        if item.lane not in (str(self.me.address), str(self.me.channel)):
            self._complain(f"That button is on somebody else's phone; you are {self.me.first_name}.")
            return
        form = {PRESS: press_value(button), MESSAGE: item.id}
        form |= {FIELD + name: value for name, value in (_prefilled(item.card, button) | _filled(filled)).items()}
        await self.town.press(self.me, form, self.me.channel if item.lane == str(self.me.channel) else None)

    async def _say_in_channel(self, words: str) -> None:
        if self.me.channel is None:
            self._complain(f"{self.me.house.name} has no channel.")
            return
        try:
            await self.town.say(self.me, words, self.me.channel)
        except PostUnreadable as error:
            self._complain(str(error))

    async def _let_pass(self, step: str) -> None:
        if step == "/day":
            await self.town.next_working_day()
        else:
            await self.town.let_pass(dt.timedelta(hours=1) if step == "/later" else dt.timedelta(days=7))
        self.console.print(Words(f"({moment_in_words(self.town.clock.now(), TIME_ZONE)})", style="dim"))

    def _complain(self, why: str) -> None:
        self.console.print(Words(printable(why), style="yellow"))


def _lines(console: Console, terminal: Terminal) -> Iterator[str]:
    """What is typed, or the lines of a script, which are shown as though they had been."""
    if sys.stdin.isatty():
        while True:
            try:
                yield console.input(Words(terminal.prompt, style="bold cyan"))
            except (EOFError, KeyboardInterrupt):
                return
    for line in sys.stdin:
        console.print(Words(terminal.prompt, style="bold cyan") + Words(printable(line.rstrip("\n"))))
        yield line


def _prefilled(card: Card | None, button: Button) -> dict[str, str]:
    parts: Iterable[object] = card.parts if card else ()
    forms = [
        part for part in parts if isinstance(part, Form) and (part.verb, part.value) == (button.verb, button.value)
    ]
    return {one.name: one.value for form in forms for one in form.fields}


def _filled(written: str) -> dict[str, str]:
    pairs = (piece.partition("=") for piece in written.split(";") if "=" in piece)
    return {name.strip(): value.strip() for name, _, value in pairs}
