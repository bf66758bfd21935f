"""What people do in a test that goes all the way, and what they see then."""

import datetime as dt

from tests.adapters.teams.conftest import Office
from tests.adapters.teams.fake_teams import Posted
from tests.adapters.teams.legal import actions, texts
from tests.adapters.teams.people import Answer, Someone

PAUSE = dt.timedelta(seconds=20)


async def say(office: Office, person: Someone, words: str) -> None:
    assert (await deliver(office, person.writes(words))).status == 200


async def press(office: Office, person: Someone, label: str, filled_in: dict[str, str] | None = None) -> Posted:
    """The card that was pressed: the newest one in the person's chat with such a button."""
    card = having(office, person, label)
    answer = await deliver(office, person.presses(card, label, filled_in))
    assert (answer.status, answer.body.get("statusCode", 200)) == (200, 200)
    return card


async def deliver(office: Office, activity: dict[str, object]) -> Answer:
    """The answer, when everything that it led to has arrived; people leave a little time between what they do."""
    office.clock.move(PAUSE)
    answer = await office.workplace.post(activity)
    await office.dispatcher.drain()
    office.clock.move(PAUSE)
    await office.dispatcher.drain()  # what Teams found too much at once
    return answer


def having(office: Office, person: Someone, label: str) -> Posted:
    chat = office.teams.in_conversation(person.chat)
    return [message for message in chat if label in [action["title"] for action in actions(message.card)]][-1]


def read(office: Office, person: Someone) -> str:
    """Everything that the person can see in the chat now."""
    return "\n".join(text for message in office.teams.in_conversation(person.chat) for text in texts(message.card))
