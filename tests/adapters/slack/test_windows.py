"""Windows: filled in with what was understood, wrong at the field, and never a way round the conversation."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from adapters.slack import modals
from bot.cards import Card, Form, TextField
from bot.model.exchanges import Leg, LegState
from bot.model.organisations import Sector
from bot.turn import Address
from tests.adapters.slack.conftest import SAM, TOKEN, Charity
from tests.adapters.slack.exchanges import agreed, somebody
from tests.adapters.slack.legal import shown, view_faults
from tests.adapters.slack.people import interaction

OFFER = "I can offer an hour on grant budgeting, Thursday mornings"

pytestmark = pytest.mark.platforms


async def an_offer(charity: Charity) -> None:
    """Sam has a draft of an offer."""
    await charity.says(OFFER)


async def test_changing_an_offer_opens_a_window_filled_in_with_what_was_understood(charity: Charity) -> None:
    await an_offer(charity)
    before = len(charity.slack.messages)
    await charity.presses("Change")
    assert charity.fields()["About"] == "grant budgeting"
    assert charity.fields()["When"] == "Thursday mornings"
    assert len(charity.slack.messages) == before, "the window is instead of the card, not beside it"


async def test_what_is_wrong_is_said_at_its_field_and_put_right_there(charity: Charity) -> None:
    await an_offer(charity)
    await charity.presses("Change")
    wrong = await charity.post(SAM.submits(charity.window, {"When": "at the twelfth of never"}))
    assert list(wrong.errors) == [charity.about("When")]
    assert "can't make out when" in wrong.errors[charity.about("When")]
    many = await charity.post(SAM.submits(charity.window, {"Room for how many": "crowds"}))
    assert list(many.errors) == [charity.about("Room for how many")]
    right = await charity.post(SAM.submits(charity.window, {"When": "any Tuesday in March", "About": "budgets"}))
    assert (right.status, right.errors) == (200, {})
    [card] = [one for one in charity.slack.in_channel("DUSAM") if "Like this?" in one.text]
    assert "budgets" in card.text
    assert "Tuesday" in card.text
    assert card.times > 1, "the card that the window was opened from says so now"


async def test_a_last_day_that_is_over_is_said_at_the_day(charity: Charity) -> None:
    await an_offer(charity)
    await charity.presses("Change")
    wrong = await charity.post(SAM.submits(charity.window, {"Stands until": "2026-11-01"}))
    assert list(wrong.errors) == [charity.about("Stands until")]


async def test_a_window_sent_twice_counts_once(charity: Charity) -> None:
    await an_offer(charity)
    await charity.presses("Change")
    request = SAM.submits(charity.window, {"About": "budgets"})
    for _ in range(2):
        assert (await charity.post(request)).status == 200
    assert sum("Like this?" in one.text for one in charity.slack.messages) == 1


async def test_a_trigger_that_came_too_late_leaves_the_form_in_the_conversation(charity: Charity) -> None:
    await an_offer(charity)
    [*_, card] = [one for one in charity.slack.in_channel("DUSAM") if "Change" in list(shown(one.blocks))]
    trigger = charity.slack.trigger(SAM.team, SAM.user)
    charity.clock.move(dt.timedelta(seconds=4))
    assert (await charity.post(SAM.presses(card, "Change", trigger=trigger))).status == 200
    assert charity.slack.modals == []
    assert any(block["type"] == "input" for block in card.blocks)


@pytest.mark.parametrize("error", ["exchanged_trigger_id", "view_too_large", "ratelimited", "internal_error"])
async def test_whatever_keeps_a_window_shut_the_form_is_there(charity: Charity, error: str) -> None:
    await an_offer(charity)
    charity.slack.fail_next("views.open", error)
    await charity.presses("Change")
    assert any(block["type"] == "input" for message in charity.slack.messages for block in message.blocks)


async def test_a_window_about_an_offer_that_is_gone_says_where_things_stand(charity: Charity) -> None:
    await an_offer(charity)
    await charity.presses("Change")
    window = charity.window
    await charity.says("forget me")
    await charity.presses("Forget me")
    await charity.says("hello")
    gone = await charity.post(SAM.submits(window, {"About": "budgets"}))
    assert (gone.status, gone.errors) == (200, {})
    assert any("can't find that one" in one.text for one in charity.slack.in_channel("DUSAM"))


@pytest.mark.parametrize(("called", "title"), [("offer_something", "What could you offer?"), ("find_someone", "Whom")])
async def test_a_global_shortcut_asks_for_a_sentence(charity: Charity, called: str, title: str) -> None:
    await charity.post(SAM.shortcut(called, charity.slack.trigger(SAM.team, SAM.user)))
    assert title in "\n".join(shown(charity.window.blocks))
    [label] = charity.fields()
    await charity.post(SAM.submits(charity.window, {label: OFFER}))
    assert "grant budgeting" in charity.slack.in_channel("DUSAM")[-1].text


async def test_a_message_becomes_an_offer_without_whoever_wrote_it(charity: Charity) -> None:
    words = "<@UPRIYA> I could show anyone how our *night shelter* runs &amp; why, any Thursday"
    message = {"type": "message", "user": "UPRIYA", "ts": "1.1", "text": words}
    trigger = charity.slack.trigger(SAM.team, SAM.user)
    await charity.post(SAM.shortcut("turn_into_an_offer", trigger, message))
    [begun] = charity.fields().values()
    assert "night shelter runs & why" in begun
    assert "UPRIYA" not in json.dumps(charity.window.content)
    assert "Priya" not in json.dumps(charity.window.content)
    await charity.post(SAM.submits(charity.window))
    assert "night shelter" in charity.slack.in_channel("DUSAM")[-1].text


async def test_help_is_asked_for_with_somebodys_message(charity: Charity) -> None:
    message = {"type": "message", "user": "UPRIYA", "ts": "1.1", "text": "I'd like to shadow a housing officer"}
    trigger = charity.slack.trigger(SAM.team, SAM.user)
    await charity.post(SAM.shortcut("ask_for_help_with_this", trigger, message))
    await charity.post(SAM.submits(charity.window))
    assert "Nobody yet for" in charity.slack.in_channel("DUSAM")[-1].text


async def test_a_button_that_asks_for_a_sentence_opens_a_window(charity: Charity) -> None:
    await charity.says("hello")
    await charity.presses("Offer something")
    assert "What could you offer?" in "\n".join(shown(charity.window.blocks))


@pytest.mark.parametrize(
    "view",
    [
        {"id": "V1", "callback_id": "form"},
        {"id": "V1", "type": "modal", "callback_id": "another"},
        {"id": "V1", "type": "modal", "callback_id": "form"},
        {"id": "V1", "type": "modal", "callback_id": "form", "private_metadata": "no json"},
        {"id": "V1", "type": "modal", "callback_id": "form", "private_metadata": '["one"]'},
        {"id": "a:b", "type": "modal", "callback_id": "form", "private_metadata": '["a","b","c"]'},
        {"id": "V1", "type": "modal", "callback_id": "form", "private_metadata": "[]", "state": 7},
    ],
)
async def test_a_window_of_somebody_elses_does_nothing(charity: Charity, view: dict[str, object]) -> None:
    body = {"type": "view_submission", "team": {"id": SAM.team}, "user": {"id": "USAM"}, "view": view}
    assert 200 <= (await charity.post(interaction(body))).status < 500
    assert charity.slack.messages == []


async def test_an_unknown_shortcut_does_nothing(charity: Charity) -> None:
    assert (await charity.post(SAM.shortcut("another", "1.1"))).status < 500
    assert charity.slack.messages == []


@pytest.mark.parametrize("linked", [False])
async def test_a_stranger_is_told_how_to_join_in_the_window_too(charity: Charity, linked: bool) -> None:
    workspace = charity.slack.workspaces[TOKEN]
    await charity.post(SAM.shortcut("offer_something", charity.slack.trigger(workspace.team, "USAM")))
    assert "invitation code" in "\n".join(shown(charity.window.blocks))


def test_a_view_of_more_than_250_kilobytes_is_refused_by_the_fake() -> None:
    form = Form("a.b", tuple(TextField(f"f{n}", "F", "x" * 3000, limit=3000) for n in range(3)), "Send")
    view = modals.modal(Card("Long", (form,)))
    assert view_faults(view, "modal") == []
    view["blocks"] = [replace_id(view["blocks"][1], number) for number in range(90)]
    assert view_faults(view, "modal") == ["the view is over 250 KB"]


def replace_id(block: dict[str, object], number: int) -> dict[str, object]:
    return {**block, "block_id": f"b{number}"}


# ---------------------------------------------------------------- a visit


async def a_visit(charity: Charity, state: LegState) -> Leg:
    """Sam hosts Priya of the council, who is on the web; he has just said what he has."""
    council = charity.store.setup.add_organisation("Leeds City Council", Sector.COUNCIL, "Leeds")
    charity.store.setup.link_workspace(council, "web", "leeds")
    now = charity.clock.now()
    sam = somebody(charity.store, Address("slack", SAM.team, SAM.user), "Sam Okafor", "youth worker", now)
    priya = somebody(charity.store, Address("web", "leeds", "priya"), "Priya Shah", "commissioning manager", now)
    leg = agreed(charity.store, sam, priya, now, state)
    await charity.says("mine")
    return leg


async def test_dates_are_proposed_in_a_window_and_one_that_is_past_is_said_there(charity: Charity) -> None:
    leg = await a_visit(charity, LegState.ARRANGING)
    await charity.presses("Show")
    await charity.presses("Suggest dates")
    assert charity.fields()["Date 1"], "a likely date is there already"
    past = await charity.post(SAM.submits(charity.window, {"Date 1": "2026-11-02", "Date 2": "", "Date 3": ""}))
    assert list(past.errors) == [charity.about("Date 1")]
    assert "passed already" in past.errors[charity.about("Date 1")]
    right = await charity.post(SAM.submits(charity.window, {"Date 1": "2026-12-03"}))
    assert (right.status, right.errors) == (200, {})
    with charity.store.begin() as work:
        assert dt.date(2026, 12, 3) in {one.starts_at.date() for one in work.exchanges.proposals(leg.id)}


async def test_dates_sent_after_it_was_called_off_say_how_things_stand(charity: Charity) -> None:
    leg = await a_visit(charity, LegState.ARRANGING)
    await charity.presses("Show")
    await charity.presses("Suggest dates")
    window = charity.window
    with charity.store.begin() as work:
        work.exchanges.save_leg(replace(leg, state=LegState.CANCELLED))
    late = await charity.post(SAM.submits(window, {"Date 1": "2026-12-03"}))
    assert (late.status, late.errors) == (200, {})
    assert any("Called off" in one.text for one in charity.slack.in_channel("DUSAM"))
    with charity.store.begin() as work:
        assert work.exchanges.proposals(leg.id) == ()


async def test_a_reflection_of_three_thousand_characters_is_written_in_a_window(charity: Charity) -> None:
    leg = await a_visit(charity, LegState.HAPPENED)
    words = ("What surprised me was how many doors there are. " * 63)[:3000]
    await charity.presses("Write a reflection")
    empty = await charity.post(SAM.submits(charity.window))
    assert list(empty.errors) == [charity.about("What surprised you?")]
    await charity.post(SAM.submits(charity.window, {"What surprised you?": words}))
    with charity.store.begin() as work:
        person = work.people.at(Address("slack", SAM.team, SAM.user))
        assert person is not None
        written = work.exchanges.reflection(leg.id, person.id)
    assert written is not None
    assert written.surprised == words.strip()
