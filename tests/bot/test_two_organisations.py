"""Whatever people of two organisations do, in whatever order: neither is shown what consent has not opened.

Names and contact only between two who have both said yes; accounts and workspaces, what is not published, why somebody
declined and what they keep to themselves: never.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import Button, Card
from bot.model.exchanges import SuggestionState
from bot.model.listings import ListingState
from bot.model.organisations import Person, Sector
from bot.turn import Address
from tests.stores import POSTGRESQL
from tests.town import Heard, Town, fields_around

HERE, THERE = ("Samphire", "Kittiwake"), ("Priyamvada", "Ptolemy")
EVERYBODY = (*HERE, *THERE)
SAYINGS = (
    "I can offer an hour on grant budgeting, Thursday mornings",
    "I'd like to shadow somebody at a night shelter",
    "a day at our night shelter, come along",
    "who could help us with grant budgeting?",
    "what's on offer?",
    "mine",
    "what do you hold on me?",
    "how many exchanges have we done?",
    "yes",
    "no",
    "undo",
    "Thursday at 10",
    "it was quieter than I thought",
)
Step = tuple[str, int, bool]
steps = st.lists(st.tuples(st.sampled_from(EVERYBODY), st.integers(0, 10**6), st.booleans()), min_size=8, max_size=24)


@pytest.fixture(scope="module")
def once_met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Two organisations on two platforms, with something to find on either side; one question is waiting."""
    town = Town(tmp_path_factory.mktemp("two"))
    for name in HERE:
        town.resident(name, "youth worker", "Open Door", Sector.CHARITY, "slack")
    for name in THERE:
        town.resident(name, "commissioning manager", "Leeds City Council", Sector.COUNCIL, "teams")
    for name, words in ((HERE[0], SAYINGS[2]), (THERE[0], SAYINGS[0])):
        town.say(name, words)
        town.press(name, "Publish")
    town.say(THERE[1], "night shelter", channel="slash:/shadow")
    town.press(THERE[1], "Ask")
    yield town
    town.close()


@given(steps)
@settings(max_examples=4, deadline=None, database=None)
def test_nothing_crosses_the_line_but_what_consent_opens(once_met: Town, taken: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        town = once_met.copied(Path(folder))
        town.news()
        try:
            for name, number, presses in taken:
                _act(town, name, number, presses)
                secrets = {one: set(_secrets(town, one)) for one in EVERYBODY}
                for heard in town.news():
                    _look(town, heard, secrets)
        finally:
            town.close()


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite has no policies (make test-postgresql)")
def test_on_postgresql_all_this_happens_as_somebody_whom_the_policies_hold(once_met: Town) -> None:
    with once_met.store.engine.connect() as connection:
        held = "SELECT NOT rolsuper AND NOT rolbypassrls FROM pg_roles WHERE rolname = current_user"
        assert connection.exec_driver_sql(held).scalar() is True
        assert connection.exec_driver_sql("SELECT count(*) FROM listing").scalar() == 0, "nobody said for whom"
        connection.exec_driver_sql("SELECT set_config('shoes.organisation', '1', true)")
        assert connection.exec_driver_sql("SELECT count(*) FROM listing").scalar() == 1, "theirs, and not the other's"


def test_a_name_too_early_would_be_seen(once_met: Town) -> None:
    reader = once_met.residents[HERE[0]].address
    heard = Heard(reader, Card(f"{THERE[1]} would like to meet you"), "m1", replaced=False)
    with pytest.raises(AssertionError, match="shown to"):
        _look(once_met, heard, {one: set(_secrets(once_met, one)) for one in EVERYBODY})


def _act(town: Town, name: str, number: int, presses: bool) -> None:
    there = town.buttons(name)
    if number % 7 == 0:
        town.wait(town.clock.now() + dt.timedelta(days=1 + number % 3))
    elif presses and there:
        button, card, message_id = there[number % len(there)]
        town.press_exactly(name, button, card, message_id, _kept_to_oneself(name, button, card))
    else:
        town.say(name, SAYINGS[number % len(SAYINGS)] + (f" (draft of {name})" if number % 5 == 0 else ""))


def _kept_to_oneself(name: str, button: Button, card: Card) -> dict[str, str]:
    """A reason and a reflection say whose they are, so that they are known wherever they turn up."""
    fields = {field.name for field in fields_around(card, button)}
    return {field: f"{field} of {name}, for nobody else" for field in fields & {"reason", "surprised", "differently"}}


def _secrets(town: Town, name: str) -> Iterator[str]:
    """What nobody else may ever read, as things stand."""
    address = town.residents[name].address
    yield address.user
    yield address.workspace
    yield from (f"{field} of {name}, for nobody else" for field in ("reason", "surprised", "differently"))
    with town.store.begin() as work:
        me = work.people.at(address)
        if me is not None:
            drafts = [
                one for one in work.view_of(me, town.clock.now()).my_listings() if one.state is ListingState.DRAFT
            ]
            yield from (one.details.text for one in drafts if "draft of" in one.details.text)


def _look(town: Town, heard: Heard, secrets: dict[str, set[str]]) -> None:
    assert isinstance(heard.to, Address)
    reader = next(name for name in EVERYBODY if town.residents[name].address == heard.to)
    shown = heard.card.plain + heard.card.as_json()
    colleagues = HERE if reader in HERE else THERE
    for other in set(EVERYBODY) - {reader}:
        for secret in secrets[other]:
            own = other in colleagues and secret == town.residents[other].address.workspace
            assert own or secret not in shown, f"“{secret}” of {other} was shown to {reader}: {shown}"
        if other not in colleagues and (other in shown or f"{other.lower()}@" in shown):
            assert _agreed(town, reader, other), f"{other} was shown to {reader}: {shown}"


def _agreed(town: Town, one: str, other: str) -> bool:
    with town.store.begin() as work:
        people = [work.people.at(town.residents[name].address) for name in (one, other)]
        if not all(isinstance(person, Person) for person in people):
            return True  # forgotten since: had they not agreed, an earlier step would have failed
        first, second = (person.id for person in people if person is not None)
        met = work.exchanges.between(first, second, town.clock.now() - dt.timedelta(days=365))
    return any(suggestion.state is SuggestionState.ACCEPTED for suggestion in met)
