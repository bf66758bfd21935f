"""Words that settle who gives and who takes."""

import datetime as dt

import pytest

from bot.understanding import understand
from bot.understanding.learned.openings import halves, side

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "which"),
    [
        ("ISO someone to teach our befrienders about boundaries", "seek"),
        ("Hi all, in search of a writing coach", "seek"),
        ("Seeking an hour on gift aid", "seek"),
        ("Come and see how we sort the post", "offer"),
        ("come & shadow our night team", "offer"),
        ("Would anyone like to sit in on a case review?", "offer"),
        ("Who'd like a tour of the archive?", "offer"),
        ("fancy a day with a bin crew?", "offer"),
        ("Would a councillor like to see what a needle exchange is like?", "offer"),
        ("Would a charity like to borrow a quantity surveyor?", "offer"),
        ("Does a village hall near Louth fancy free wiring advice?", "offer"),
        ("Could your volunteers use some training in manual handling?", "offer"),
        ("can u use an extra pair of hands on Fridays", "offer"),
        ("Would a desk by the sea suit anybody?", "offer"),
        ("crying out for a grant writer over here", "seek"),
        ("Would a charity like a way to give us feedback?", None),
        ("Could your trainer use Teams?", None),
        ("Come and help us with our accounts", None),
        ("Would anyone like to teach us Welsh?", None),
        ("fancy a swap?", None),
        ("ISO 9001, an hour on what it asks of you", None),
        ("We are seeking nothing", None),
    ],
)
def test_a_beginning_says_which_or_leaves_it_open(words: str, which: str | None) -> None:
    assert side(words) == which


def test_a_bargain_has_two_halves() -> None:
    words = "an hour on budgets, in return for a day at your depot"
    given, wanted = halves(words) or ((0, 0), (0, 0))
    assert (words[slice(*given)], words[slice(*wanted)]) == ("an hour on budgets", " a day at your depot")


@pytest.mark.parametrize(
    "words",
    ["In return for a day at your depot I'd teach you Excel", "an hour on Excel", "a in return for b in return for c"],
)
def test_no_other_sentence_has(words: str) -> None:
    assert halves(words) is None


def test_the_length_of_one_half_is_not_the_others() -> None:
    text = "I can let someone shadow our night nurses in exchange for half a day shadowing a commissioner"
    read = understand(text, channel="dm", today=TODAY)
    assert [one.duration_minutes for one in read] == [None, 210]
