"""Every transcript played once in each worker, for all the tests that look at it."""

import datetime as dt
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from bot.cards import Button, Card
from tests.town import Town
from tests.transcripts import play

FOLDER = Path(__file__).parent / "conversations"
TRANSCRIPTS = sorted(FOLDER.glob("*.md"))


@dataclass
class Play:
    """What came of a transcript: what was said, every card that was shown, and the town as it was at the end."""

    folder: Path
    said: str = ""
    cards: dict[int, Card] = field(default_factory=dict)
    towns: list[Town] = field(default_factory=list)

    def look(self, town: Town) -> None:
        """After every line."""
        self.towns[:] = [town]
        self.cards |= {id(card): card for _, card in town.chats.showing.values()}

    @property
    def ended(self) -> dt.datetime:
        """When the story ended."""
        return self.towns[0].clock.now()

    def opened(self, folder: Path) -> Town:
        """The same town in a folder of one's own, to go on with."""
        for file in self.folder.glob("town.db*"):
            shutil.copy(file, folder)
        town = Town(folder, self.ended)
        town.residents = self.towns[0].residents
        town.chats.numbers = self.towns[0].chats.numbers
        return town

    def everything_shown(self) -> list[tuple[str, Button, Card, str]]:
        """Each different button that anybody was ever shown, on the newest card that had it."""
        chats = self.towns[0].chats
        cards = [*chats.earlier, *((to, message_id, card) for message_id, (to, card) in chats.showing.items())]
        names = {resident.address: name for name, resident in self.towns[0].residents.items()}
        return list(
            {
                (names[to], button.verb, button.value): (names[to], button, card, message_id)
                for to, message_id, card in cards
                if to in names
                for button in card.buttons
            }.values()
        )


class Plays:
    """Plays on demand, and remembers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._played: dict[Path, Play] = {}

    def of(self, path: Path) -> Play:
        """The play of this transcript."""
        if path not in self._played:
            folder = self._folder / path.stem
            folder.mkdir()
            done = Play(folder)
            done.said = play(path.read_text(encoding="utf-8"), folder, done.look)
            self._played[path] = done
        return self._played[path]


def said_back(town: Town, name: str) -> list[Card]:
    """What this person heard since the last look."""
    mine = [heard for heard in town.news() if heard.to == town.residents[name].address]
    return [heard.card for heard in mine if not heard.replaced] or [heard.card for heard in mine]
