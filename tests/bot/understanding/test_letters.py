"""A letter that somebody forwards says what it says, whenever it was sent."""

import datetime as dt

import pytest

from bot.understanding import understand
from bot.understanding.letters import without_heads
from bot.understanding.understood import Intent

TODAY = dt.date(2026, 11, 23)
BODY = "We have two spare desks in our Leeds office on Mondays and Fridays, if anyone from a charity wants them."
SENT = "Sent: Monday 16 November 2026 16:12"
HEADS = {
    "outlook": f"From: Ahmed <a@example.org>\n{SENT}\nTo: All staff\nCc: Desks\nSubject: RE: desks\n\n{BODY}",
    "gmail": "---------- Forwarded message ---------\nFrom: Ahmed <a@example.org>\nDate: Mon, 16 Nov 2026 at 16:12\n"
    f"Subject: Re: desks\nTo: <b@example.org>\n\n{BODY}",
    "original": f"-----Original Message-----\nFrom: Ahmed\n{SENT}\nTo: All\nSubject: FW: desks\n\n{BODY}",
    "quoted": f"On Mon, 16 Nov 2026 at 16:12, Ahmed <a@example.org> wrote:\n> {BODY}",
    "one line": f"Fwd: From: Ahmed {SENT} To: All staff Subject: RE: desks {BODY}",
}


@pytest.mark.parametrize("letter", HEADS.values(), ids=HEADS.keys())
def test_when_it_was_sent_is_not_when_it_could_happen(letter: str) -> None:
    [wish] = understand(letter, channel="dm", today=TODAY)
    assert wish.intent is Intent.OFFER
    assert wish.when is not None
    assert (wish.when.days, wish.when.time, wish.when.start) == (("MO", "FR"), None, None)
    assert (wish.place or "").startswith("Leeds")


@pytest.mark.parametrize(
    "words",
    [
        "To: whom it may concern, I'm looking for help with VAT",
        "Date: any Thursday. I can offer an hour on VAT",
        "I'd like to shadow whoever handles the From: and To: fields in Outlook",
        "Subject: housing law. I can offer an hour on it",
        "> an hour on VAT",
        "",
    ],
)
def test_one_label_alone_is_somebodys_own_words(words: str) -> None:
    assert without_heads(words) == words


def test_a_letter_whose_subject_is_all_it_says() -> None:
    letter = "From: Ahmed\nSent: Monday\nTo: All\nSubject: RE: looking for an Excel trainer\n\nSee above"
    assert "looking for an Excel trainer" in without_heads(letter)


def test_whoever_passes_a_letter_on_asks_once() -> None:
    asked = "can anyone help her?"
    letter = (
        f"{asked}\n\nOn Tue, 17 Nov 2026 at 10:04, Sarah <s@example.org> wrote:\n> Could someone teach us pivot tables?"
    )
    assert len(understand(letter, channel="dm", today=TODAY)) == 1


@pytest.mark.parametrize("filling", ["From: To: ", "\n> ", "On wrote:\n", "From: x Sent: y "])
def test_it_takes_no_longer_for_a_hostile_letter(filling: str) -> None:
    assert without_heads((filling * 4000)[:16000]) is not None
