"""Form posts become turns."""

import datetime as dt

import pytest

from adapters.web.inbound import LONGEST, PostUnreadable, pressed, said
from bot.turn import Address, ChannelAddress, Pressed, Profile, Said

AT = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
MEI = Address("web", "trinity-gardens", "mei")
HALL = ChannelAddress("web", "trinity-gardens", "hall")


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("hello", Said("hello", "dm")),
        ("  hello  ", Said("hello", "dm")),
        ("/shadow  night shelter", Said("night shelter", "slash:/shadow")),
        ("/OFFER an hour", Said("an hour", "slash:/offer")),
        ("/exchange", Said("", "slash:/exchange")),
        ("/shadows of the past", Said("/shadows of the past", "dm")),
    ],
)
def test_words_and_slash_commands(words: str, heard: Said) -> None:
    assert said({"text": words}, "t1", MEI, AT, Profile()).act == heard


def test_in_a_channel_words_are_a_mention_and_commands_stay_commands() -> None:
    assert said({"text": "digest on"}, "t1", MEI, AT, Profile(), HALL).act == Said("digest on", "mention")
    assert said({"text": "/offer tea"}, "t1", MEI, AT, Profile(), HALL).act == Said("tea", "slash:/offer")


def test_a_message_is_read_as_far_as_slack_and_teams_would_let_it_be_written() -> None:
    turn = said({"text": "é" * 5000}, "t1", MEI, AT, Profile())
    assert isinstance(turn.act, Said)
    assert len(turn.act.text) == LONGEST


def test_no_words_are_no_turn() -> None:
    with pytest.raises(PostUnreadable):
        said({"text": " \n "}, "t1", MEI, AT, Profile())


def test_a_press_with_its_fields_and_nothing_else_of_the_form() -> None:
    form = {"press": "leg.propose:5", "message": "m3", "lane": "x", "as": "tom", "field.date1": "2026-12-03"}
    turn = pressed(form, "t1", MEI, AT, Profile("Mei Lin"))
    assert turn.act == Pressed("leg.propose", "5", (("date1", "2026-12-03"),), "m3")
    assert turn.sender == MEI
    assert turn.profile == Profile("Mei Lin")


def test_a_form_without_a_button_is_no_turn() -> None:
    with pytest.raises(PostUnreadable):
        pressed({"field.one": "1"}, "t1", MEI, AT, Profile())
