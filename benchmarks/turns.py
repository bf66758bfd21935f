"""What a turn costs the database: `python -m benchmarks.turns` prints statements and milliseconds for each kind.

One exchange is lived through twice in the tests' town: the first time warms what is loaded on first use, the second is
measured. A turn's statements are those between its beginning and its commit, but for the ones that only begin and end;
sending what it queued comes after and is not part of it. Milliseconds are this machine's: compare them with each other.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from adapters.logs import set_up_logs
from bot.engine import Engine
from bot.model.organisations import Sector
from bot.turn import Spoken, Turn
from storage.database import count_statements
from storage.unit_of_work import SqlStore
from tests.town import Town

OFFER = "I can host someone for a day to see our night shelter, any Thursday in March"


@dataclass(frozen=True)
class Cost:
    """What one turn took: SQL statements, and milliseconds of the clock."""

    statements: int
    ms: float


class Counted(Engine):
    """The engine, which writes down what each turn cost."""

    def __init__(self, store: SqlStore) -> None:
        super().__init__(store)
        self._counted = store
        self.costs: list[Cost] = []

    def handle(self, turn: Turn) -> Spoken:
        """As ever, and counted."""
        started = time.perf_counter()
        with count_statements(self._counted) as statements:
            spoken = super().handle(turn)
        self.costs.append(Cost(statements.count, (time.perf_counter() - started) * 1000))
        return spoken


def main() -> None:
    """Print a line for each turn of one exchange, from hello to yes."""
    set_up_logs("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        _lived_through(Path(folder) / "warm")
        print("turn     statements      ms")
        for turn, cost in _lived_through(Path(folder) / "measured"):
            print(f"{turn:8} {cost.statements:10} {cost.ms:7.1f}")


def _lived_through(folder: Path) -> list[tuple[str, Cost]]:
    folder.mkdir()
    town = Town(folder)
    town.engine = counted = Counted(town.store)
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.resident("Priya", "commissioning manager", "Leeds City Council", Sector.COUNCIL, "teams")
    turns: tuple[tuple[str, Callable[[], Spoken]], ...] = (
        ("hello", lambda: town.say("Sam", "hello")),
        ("offer", lambda: town.say("Sam", OFFER)),
        ("publish", lambda: town.press("Sam", "Publish")),
        ("seek", lambda: town.say("Priya", "night shelter", channel="slash:/shadow")),
        ("ask", lambda: town.press("Priya", "Ask")),
        ("yes", lambda: town.press("Sam", "Yes")),
        ("mine", lambda: town.say("Priya", "mine")),
    )
    try:
        for _, act in turns:
            act()
    finally:
        town.close()
    return list(zip((name for name, _ in turns), counted.costs, strict=True))


if __name__ == "__main__":
    main()
