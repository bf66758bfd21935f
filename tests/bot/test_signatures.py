"""What others read of an offer begins after "Good afternoon" and ends before "Kind regards"."""

import pytest

from bot.dialogues.signatures import without


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Good afternoon. We offer advice by Teams. Kind regards, Gwen, 029 2087 2000", "We offer advice by Teams."),
        ("Hi, can do an hour on Excel", "Can do an hour on Excel"),
        ("can do an hour. thanks!", "can do an hour."),
        ("Dear all,\nI offer a desk\nBest wishes\nSam", "I offer a desk"),
        ("I can offer an hour on thank you letters", "I can offer an hour on thank you letters"),
        ("Thanks, that would be great. I can offer an hour", "Thanks, that would be great. I can offer an hour"),
        ("Regards, " + "word " * 40, "Regards, " + ("word " * 40).strip()),
        ("hello", "hello"),
        ("Kind regards, Gwen", "Kind regards, Gwen"),
    ],
)
def test_greetings_and_signatures_say_nothing_there(words: str, kept: str) -> None:
    assert without(words) == kept
