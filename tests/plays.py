"""Every transcript played once in each worker, for all the tests that look at it."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from bot import dialogues
from bot.cards import Button, Card
from bot.dialogue import Question
from storage.database import transaction
from storage.reach import Grant
from tests.town import Town
from tests.transcripts import play

FOLDER = Path(__file__).parent / "conversations"
TRANSCRIPTS = sorted(FOLDER.glob("*.md"), key=lambda path: path.stat().st_size)

_OPEN = sa.text(
    "SELECT address.account, conversation.state FROM conversation JOIN address USING (person_id)"
    " WHERE conversation.state IS NOT NULL"
)


@dataclass
class Play:
    """What came of a transcript: what was said, every card that was shown, and the town as it was at the end."""

    said: str = ""
    cards: dict[int, Card] = field(default_factory=dict)
    towns: list[Town] = field(default_factory=list)

    def opened(self, folder: Path) -> Town:
        """The same town in a folder of one's own, to go on with."""
        return self.towns[0].copied(folder)

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


@dataclass(frozen=True)
class Asked:
    """A question that was open at some line of a transcript, to whom, and the town at that moment."""

    question: Question
    name: str
    town: Town

    def opened(self, folder: Path) -> Town:
        """That town in a folder of one's own, to go on with."""
        return self.town.copied(folder)


class Plays:
    """Plays on demand, and remembers; keeps the first moment at which each kind of question was open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._played: dict[Path, Play] = {}
        self._asked: dict[type, Asked] = {}

    def of(self, path: Path) -> Play:
        """The play of this transcript."""
        if path not in self._played:
            done = Play()

            def look(town: Town) -> None:
                done.towns[:] = [town]
                done.cards |= {id(card): card for _, card in town.chats.showing.values()}
                self._keep_questions(town)

            done.said = play(path.read_text(encoding="utf-8"), self._empty_folder(path.stem), look)
            self._played[path] = done
        return self._played[path]

    def asking(self, question: type) -> Asked:
        """Plays the shortest transcripts first. Raises LookupError if none asks this question."""
        for path in TRANSCRIPTS:
            if question in self._asked:
                break
            self.of(path)
        return self._asked[question]

    def _keep_questions(self, town: Town) -> None:
        with transaction(town.store.engine, Grant.OPERATOR) as session:
            found = {str(account): str(state) for account, state in session.connection().execute(_OPEN)}
        for name, resident in town.residents.items():
            saved = found.get(resident.address.user)
            question = dialogues.read(saved, town.clock.now()) if saved else None
            if question is not None and type(question) not in self._asked:
                copy = town.copied(self._empty_folder(type(question).__name__))
                self._asked[type(question)] = Asked(question, name, copy)
                copy.close()

    def _empty_folder(self, name: str) -> Path:
        return Path(tempfile.mkdtemp(prefix=name, dir=self._folder))


def said_back(town: Town, name: str) -> list[Card]:
    """What this person heard since the last look."""
    mine = [heard for heard in town.news() if heard.to == town.residents[name].address]
    return [heard.card for heard in mine if not heard.replaced] or [heard.card for heard in mine]
