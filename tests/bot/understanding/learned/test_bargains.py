"""What two wishes in one message settle about each other."""

import datetime as dt

import pytest

from bot.understanding import Intent, understand

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Swap? You show us asset mapping, we show you peer support groups.", ["seek", "offer"]),
        ("I could do you a logo, could you do us a risk assessment?", ["offer", "seek"]),
        ("You come out with our soup run, I get to observe a licensing sub-committee. Fair trade?", ["offer", "seek"]),
        ("I'll teach your team Excel if you teach mine Welsh", ["offer", "seek"]),
    ],
)
def test_in_a_bargain_one_is_given_and_one_taken(text: str, sides: list[str]) -> None:
    read = understand(text, channel="dm", today=TODAY)
    assert [(one.intent.value, one.reciprocal) for one in read] == [(side, True) for side in sides]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        (
            "Looking for two things: a day with a housing solicitor, and an hour on Teams about ESA appeals",
            "seek",
        ),
        ("Two requests: someone to check our accounts, and a desk in Hove on Tuesdays", "seek"),
        ("Two offers: CV checking, and a desk in Hove on Tuesdays", "offer"),
    ],
)
def test_a_list_of_requests_or_offers_is_of_those_alone(text: str, side: str) -> None:
    read = understand(text, channel="dm", today=TODAY)
    assert [(one.intent.value, one.reciprocal) for one in read] == [(side, False), (side, False)]


def test_two_things_may_still_be_an_offer_and_a_request() -> None:
    text = "Two things. 1) could someone advise us on VAT. 2) we've got room for somebody to observe our youth board"
    read = understand(text, channel="dm", today=TODAY)
    assert [(one.intent, one.reciprocal) for one in read] == [(Intent.SEEK, False), (Intent.OFFER, False)]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("I'll run GDPR basics for your trustees, 50 minutes. Would hope for something useful back!", "offer"),
        ("Looking for somewhere to hot desk in Oswestry. Will do something useful in return, just ask!", "seek"),
        ("I'd love half a day watching a food hygiene inspection. Will happily repay in kind.", "seek"),
    ],
)
def test_a_return_that_names_nothing_is_no_wish(text: str, side: str) -> None:
    read = understand(text, channel="dm", today=TODAY)
    assert [(one.intent.value, one.reciprocal) for one in read] == [(side, True)]


def test_what_is_given_beside_a_vague_return_is_still_a_wish() -> None:
    text = "I can show your team Power BI, whatever you need. We're also after a desk in Hove on Fridays."
    read = understand(text, channel="dm", today=TODAY)
    assert [(one.intent, one.reciprocal) for one in read] == [(Intent.OFFER, False), (Intent.SEEK, False)]
