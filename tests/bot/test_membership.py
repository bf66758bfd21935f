"""Coordinators and their codes, messages that fail, and people who cannot be reached: what no transcript can show."""

import datetime as dt
import threading

import pytest
import sqlalchemy as sa

from bot import notifications
from bot.cards import Card
from bot.events import TakenBack
from bot.model.invitations import MOST_OPEN, MOST_WRONG
from bot.model.organisations import Person, Sector
from bot.ports.outbox import Message
from bot.turn import Address, ChannelAddress, Said, Turn
from tests.storage.pool import dump
from tests.town import Town, draw

HOUR = dt.timedelta(hours=1)
WRONG = "2222-3333-CCCC"


@pytest.fixture
def pair(town: Town) -> Town:
    """Sam of a charity on Slack, Priya of a council on Teams; nobody coordinates."""
    town.resident("Sam", "youth worker", "Open Door", Sector.CHARITY, "slack")
    town.resident("Ali", "support worker", "Open Door", Sector.CHARITY, "slack")
    town.resident("Priya", "commissioning manager", "Leeds City Council", Sector.COUNCIL, "teams")
    return town


def coordinator(town: Town, name: str, organisation: str = "Open Door") -> None:
    town.say(name, town.invite(organisation))
    town.news()


def person(town: Town, name: str) -> Person:
    with town.store.begin() as work:
        found = work.people.at(town.residents[name].address)
    assert found is not None
    return found


def told(town: Town, name: str) -> list[str]:
    address = town.residents[name].address
    return [heard.card.title for heard in town.news() if heard.to == address and not heard.replaced]


def booked(town: Town) -> None:
    """Priya is to see Sam's shelter."""
    town.say("Sam", "I can host someone to shadow our night shelter for a day")
    town.press("Sam", "Publish")
    town.say("Priya", "/shadow night shelter")
    town.say("Priya", "night shelter", "slash:/shadow")
    town.press("Priya", "Ask")
    town.press("Sam", "Yes")
    town.news()


# ---------------------------------------------------------------- codes


def test_of_a_stranger_who_guesses_only_a_count_is_stored(pair: Town) -> None:
    eve = pair.stranger("Eve", "slack")
    before = dump(pair.store)
    assert "doesn't open anything" in pair.say("Eve", f"is it {WRONG}, as Mr Zanzibar said?").refused
    new = set(dump(pair.store).splitlines()) - set(before.splitlines())
    assert new <= {"UNKNOWN", str(pair.clock.now().replace(minute=0)), "1"}
    assert eve.address.user not in dump(pair.store)


def test_guessing_is_limited_for_a_workspace_even_if_the_last_guess_is_right(pair: Town) -> None:
    pair.stranger("Eve", "slack")
    code = pair.invite("Open Door")
    for number in range(MOST_WRONG):
        pair.say("Eve", f"2222-3333-CCC{number % 8 + 2}")
    assert "Too many codes" in pair.say("Eve", code).refused
    pair.wait(pair.clock.now() + HOUR)
    assert not pair.say("Eve", code).refused
    assert person(pair, "Eve").organisation.name == "Open Door"


def test_a_code_of_another_organisation_opens_nothing_in_a_linked_workspace(pair: Town) -> None:
    code = pair.invite("Leeds City Council")
    pair.say("Sam", code)
    [words] = told(pair, "Sam")
    pair.say("Sam", WRONG)
    assert told(pair, "Sam") == [words], "nor does it tell whether there is such a code"
    assert not person(pair, "Sam").coordinator
    pair.say("Priya", code)
    assert person(pair, "Priya").coordinator, "and it is not used up"


def test_whoever_stayed_with_an_earlier_organisation_gets_nothing_by_a_code_of_the_new_one(pair: Town) -> None:
    organisations = {one.name: one for one in pair.store.setup.organisations()}
    pair.store.setup.link_workspace(organisations["Leeds City Council"], "slack", "SOPENDOOR")
    pair.say("Sam", pair.invite("Leeds City Council"))
    assert not person(pair, "Sam").coordinator


def test_two_people_with_one_code_at_the_same_instant_make_one_coordinator(pair: Town) -> None:
    for name in ("Eve", "Mallory"):
        pair.residents[name] = pair.stranger(name, "slack")
    rivals = [Address("slack", "TEVE", "UEVE"), Address("slack", "TMALLORY", "UMALLORY")]
    code, start = pair.invite("Open Door"), threading.Barrier(2)
    refused: list[str] = []

    def use(sender: Address) -> None:
        start.wait()
        refused.append(pair.engine.handle(Turn(f"{sender}:1", sender, Said(code), pair.clock.now())).refused)

    threads = [threading.Thread(target=use, args=(rival,)) for rival in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(bool, refused)) == [False, True]
    with pair.store.begin() as work:
        linked = [work.people.organisation_of("slack", rival.workspace) for rival in rivals]
        assert sum(one is not None for one in linked) == 1
        assert len(work.people.coordinators(1)) == 1
        assert sum(work.people.at(rival) is not None for rival in rivals) == 1


def test_a_code_delivered_again_has_one_effect(pair: Town) -> None:
    pair.stranger("Eve", "slack")
    pair.say("Eve", pair.invite("Open Door"))
    assert len(told(pair, "Eve")) == 1
    assert pair.again().duplicate


def test_a_coordinator_leaves_a_second_code_to_somebody_else(pair: Town) -> None:
    coordinator(pair, "Sam")
    code = pair.invite("Open Door")
    pair.say("Sam", code)
    assert "unused" in told(pair, "Sam")[0]
    pair.say("Ali", code)
    assert person(pair, "Ali").coordinator


def test_codes_that_nobody_uses_come_to_an_end(pair: Town) -> None:
    coordinator(pair, "Sam")
    pair.say("Sam", "coordinate")
    for _ in range(MOST_OPEN):
        pair.press("Sam", "Make a coordinator")
    pair.news()
    pair.press("Sam", "Make a coordinator")
    assert f"{MOST_OPEN} of your codes" in told(pair, "Sam")[0]


def test_the_word_is_an_answer_while_something_is_asked(pair: Town) -> None:
    pair.resident("Jo", "", "Open Door", Sector.CHARITY, "slack")
    coordinator(pair, "Jo")
    pair.say("Jo", "I can offer an hour on gift aid")
    pair.press("Jo", "Publish")
    pair.news()
    pair.say("Jo", "coordinator")
    assert "Coordinating Open Door" not in told(pair, "Jo")
    assert person(pair, "Jo").role == "coordinator"
    pair.say("Jo", "coordinator")
    assert "Coordinating Open Door" in told(pair, "Jo")


def test_a_code_is_not_kept_once_it_was_shown(pair: Town) -> None:
    coordinator(pair, "Sam")
    pair.say("Sam", "coordinate")
    pair.news()
    pair.press("Sam", "Make a coordinator")
    [shown] = [row[1] for heard in pair.news() for part in heard.card.parts for row in getattr(part, "rows", ())]
    assert len(shown) == 14
    assert shown not in dump(pair.store)


def test_forgetting_a_coordinator_leaves_none(pair: Town) -> None:
    coordinator(pair, "Sam")
    sam = person(pair, "Sam")
    with pair.store.begin() as work:
        work.people.erase(sam.id)
        assert work.people.coordinators(1) == ()


# ---------------------------------------------------------------- what could not be delivered


def test_a_coordinator_of_one_organisation_cannot_touch_the_messages_of_another(pair: Town) -> None:
    coordinator(pair, "Sam")
    coordinator(pair, "Priya", "Leeds City Council")
    pair.refusing[pair.residents["Ali"].address] = "account_inactive"
    pair.say("Ali", "hello")
    pair.wait(pair.clock.now() + HOUR)
    button, card, message_id = pair.find("Sam", "Drop")
    pair.news()
    pair.press_exactly("Priya", button, card, message_id)
    assert told(pair, "Priya") == ["That's done already. Say “mine” to see where things stand."]
    with pair.store.begin() as work:
        assert [one.name for one in work.failures.all()] == ["Ali"]


def test_of_what_may_have_arrived_a_coordinator_hears_that_it_may_and_decides(pair: Town) -> None:
    coordinator(pair, "Sam")
    now, ali = pair.clock.now(), pair.residents["Ali"].address
    with pair.store.begin() as work:
        work.outbox.queue(Message("doubtful", ali, Card("Somebody said yes"), now))
    (parcel,) = pair.store.deliveries.claim(now, HOUR, 1)
    pair.store.deliveries.hold(parcel, "502", now)
    pair.wait(now + HOUR)
    assert told(pair, "Sam") == ["A message to Ali may not have arrived: Slack gave no clear answer, and I can't look"]
    pair.press("Sam", "Send again")
    assert told(pair, "Ali") == ["Somebody said yes"]


def test_nothing_loops_when_no_coordinator_can_be_reached(pair: Town) -> None:
    coordinator(pair, "Sam")
    coordinator(pair, "Ali")
    for name in ("Sam", "Ali"):
        pair.refusing[pair.residents[name].address] = "account_inactive"
    pair.say("Sam", "hello")
    pair.say("Ali", "hello")
    pair.wait(pair.clock.now() + dt.timedelta(days=2))
    with pair.store.engine.connect() as connection:
        keys = connection.execute(sa.text("SELECT key FROM message WHERE key LIKE 'undelivered:%'")).scalars().all()
    assert len([key for key in keys if not key.endswith(":retire")]) == 2, "each was told of the other, once"
    assert pair.store.next_due() is None


def test_a_notice_that_cannot_be_made_holds_up_no_other(pair: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    coordinator(pair, "Sam")
    pair.refusing[pair.residents["Ali"].address] = "account_inactive"
    pair.say("Ali", "hello")
    with monkeypatch.context() as patch:
        patch.setattr("bot.dialogues.undelivered_cards.undelivered", lambda _: 1 / 0)
        pair.wait(pair.clock.now() + HOUR)
    assert told(pair, "Sam") == []
    pair.say("Ali", "mine")
    pair.wait(pair.clock.now() + HOUR)
    assert len(told(pair, "Sam")) == 1
    pair.say("Sam", "coordinate")
    assert "\n".join(heard.card.plain for heard in pair.news()).count("To Ali") == 2, "and the list has both"


def test_many_workspaces_make_no_card_that_cannot_be_shown(pair: Town) -> None:
    coordinator(pair, "Sam")
    for number in range(40):
        pair.store.setup.link_workspace(person(pair, "Sam").organisation, "slack", f"T{number}", "A long name " * 20)
    pair.refusing[pair.residents["Ali"].address] = "a very long reason " * 40
    for _ in range(12):
        pair.say("Ali", "hello")
    pair.wait(pair.clock.now() + HOUR)
    pair.say("Sam", "coordinate")
    [card] = [heard.card for heard in pair.news() if heard.card.title == "Coordinating Open Door"]
    for platform in ("slack", "teams", "web"):
        draw(platform, card)
    assert "33 more workspaces" in card.plain
    assert "And 4 more." in card.plain


def test_without_a_coordinator_it_waits_for_the_first(pair: Town) -> None:
    pair.refusing[pair.residents["Ali"].address] = "account_inactive"
    pair.say("Ali", "hello")
    pair.wait(pair.clock.now() + HOUR)
    assert pair.news() == []
    coordinator(pair, "Sam")
    pair.say("Sam", "coordinate")
    assert "To Ali" in "\n".join(heard.card.plain for heard in pair.news())


# ---------------------------------------------------------------- out of reach


def test_a_workspace_that_left_is_told_of_once_and_written_to_no_more(pair: Town) -> None:
    booked(pair)
    pair.uninstall("Open Door", "slack")
    assert told(pair, "Priya") == ["I can't reach Sam at the moment about night shelter"]
    assert pair.uninstall("Open Door", "slack").lanes == frozenset()
    pair.say("Priya", "cancel night shelter")
    pair.press("Priya", "Call it off")
    pair.wait(pair.clock.now() + dt.timedelta(days=20))
    assert all(heard.to != pair.residents["Sam"].address for heard in pair.news())


def test_a_workspace_that_nobody_linked_leaves_nothing(pair: Town) -> None:
    before = dump(pair.store)
    assert pair.engine.workspace_left("slack", "TNOBODYS", pair.clock.now()).lanes == frozenset()
    assert dump(pair.store) == before


def test_leaving_twice_tells_once(pair: Town) -> None:
    booked(pair)
    pair.leave("Sam")
    assert len(told(pair, "Priya")) == 1
    pair.leave("Sam")
    assert told(pair, "Priya") == []


def test_nothing_waits_for_somebody_who_was_forgotten(pair: Town) -> None:
    booked(pair)
    sam = person(pair, "Sam")
    with pair.store.begin() as work:
        suggestion = work.exchanges.suggestion(1)
        assert suggestion is not None
        assert suggestion.answerer_id == sam.id
        work.people.erase(sam.id)
        assert list(notifications.of(TakenBack(suggestion), work, pair.clock.now())) == []


def test_whoever_comes_back_keeps_their_undo(pair: Town) -> None:
    pair.say("Sam", "I can offer an hour on gift aid")
    pair.press("Sam", "Publish")
    pair.leave("Sam")
    pair.say("Sam", "undo")
    sam = person(pair, "Sam")
    with pair.store.begin() as work:
        assert work.listings.open_of(sam.id) == ()


def test_no_digest_is_posted_where_the_app_was_removed(pair: Town) -> None:
    pair.say("Sam", "digest on", "mention", "C1")
    pair.say("Priya", "I can offer an hour on pensions")
    pair.press("Priya", "Publish")
    pair.wait(pair.clock.now() + dt.timedelta(days=8))
    pair.uninstall("Open Door", "slack")
    pair.say("Priya", "I can offer an hour on gift aid")
    pair.press("Priya", "Publish")
    pair.news()
    pair.wait(pair.clock.now() + dt.timedelta(days=15))
    channel = ChannelAddress("slack", pair.residents["Sam"].address.workspace, "C1")
    assert all(heard.to != channel for heard in pair.news())
    pair.say("Sam", "hello")
    pair.wait(pair.clock.now() + dt.timedelta(days=8))
    posts = [heard.card.plain for heard in pair.news() if heard.to == channel]
    assert len(posts) == 1
    assert "gift aid" in posts[0], "with everything that was missed"
