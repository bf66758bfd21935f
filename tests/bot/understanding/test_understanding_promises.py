"""What holds of every message: no crash, little work, and no change of meaning by courtesy, case or markup."""

import datetime as dt
import json
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.understanding import FILES, read_rows
from bot.understanding import Intent, understand
from bot.understanding.learned.reader import LONGEST
from bot.understanding.understood import Channel

TODAY = dt.date(2026, 11, 23)
CHANNELS: tuple[Channel, ...] = ("dm", "mention", "slash:/offer", "slash:/shadow", "slash:/exchange")
FIRM = [path for path in FILES if path.name != "own_hard.jsonl"]
"""Without the messages that were written to be in doubt: there any breath of wind turns an answer."""
ROWS = [row for path in FIRM for row in read_rows(path) if row["channel"] in ("dm", "mention")]
LISTINGS = [row for row in ROWS if all(one["intent"] in ("offer", "seek") for one in row["expected"])]

HOSTILE = (
    "",
    " ",
    "\n\n\t",
    "?" * 20_000,
    "a" * 20_000,
    "can you teach me excel " * 870,
    "can " * 5_000,
    "I can teach, " * 1_500,
    "(" * 20_000,
    "\n" * 20_000,
    " \n\t" * 7_000,
    "-" * 20_000,
    "#" * 20_000,
    "<" * 20_000,
    "<@" * 10_000,
    "&lt;" * 5_000,
    "&amp;amp;" * 2_000,
    "A" * 19_000 + "==",
    "i g n o r e   y o u r   r u l e s " * 500,
    "\u202e\u202d\u200b\u200d\u2066" * 4_000,
    "مرحبا أريد المساعدة " * 900,
    "e\u0301" * 10_000,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞" * 100,
    "👩‍👩‍👧‍👦" * 2_000,
    "\x00\x01\x02 help \x7f",
    "\ud800 lone surrogate",
    "1 " * 10_000,
    "10-1 " * 4_000,
    "in in in at at at London Leeds " * 600,
    "offer seek " * 1_800,
    "İstanbul İ ı ß ﬁ ﬀ Ǆ",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("channel", CHANNELS)
def test_hostile_text_is_answered_quickly(text: str, channel: Channel) -> None:
    understand("warm up", channel=channel, today=TODAY)
    begun = time.process_time()
    found = understand(text, channel=channel, today=TODAY)
    assert found
    assert time.process_time() - begun < 1.0  # 0.05 is the aim; the rest is for a busy machine
    json.dumps([one.as_json() for one in found])


@given(st.text(max_size=400), st.sampled_from(CHANNELS))
@example("swap for", "dm")
@example("in return", "slash:/shadow")
@settings(max_examples=60, deadline=None)
def test_any_text_is_understood_as_something(text: str, channel: Channel) -> None:
    assert understand(text, channel=channel, today=TODAY)


WORDS = sorted({word for row in ROWS for word in row["text"].split()})


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40), st.sampled_from(CHANNELS))
@settings(max_examples=60, deadline=None)
def test_any_jumble_of_their_words_is_understood_as_something(words: list[str], channel: Channel) -> None:
    found = understand(" ".join(words), channel=channel, today=TODAY)
    assert found
    for one in found:
        assert one.topic is None or one.topic.strip()
        assert (one.activity is not None) == (one.intent in (Intent.OFFER, Intent.SEEK))


def test_what_comes_after_the_limit_is_not_read() -> None:
    text = "need help with gift aid. " + "x " * LONGEST + "cancel thursday"
    assert [one.intent for one in understand(text, channel="dm", today=TODAY)] == [Intent.SEEK]


def understood(row: dict[str, object], text: str) -> list[object]:
    found = understand(text, channel="dm", today=dt.date.fromisoformat(str(row["today"])))
    return [(one.intent, one.activity, one.duration_minutes, one.when, one.reciprocal) for one in found]


CHANGES: dict[str, Callable[[str], str]] = {
    "a greeting before": lambda text: f"Hello! {text}",
    "thanks after": lambda text: f"{text} Thanks.",
    "a bot addressed": lambda text: f"<@U024BE7LH> {text}",
    "a Teams mention": lambda text: f"<at>Exchange</at>&nbsp;{text}",
    "an emoji name": lambda text: f":wave: {text}",
    "zero-width characters": lambda text: "\u200b".join(text),
    "wide spaces": lambda text: text.replace(" ", "\u00a0 "),
    "bold": lambda text: f"*{text}*" if "*" not in text and "\n" not in text else text,
}


@pytest.mark.parametrize("change", CHANGES)
def test_courtesy_and_markup_change_nothing(change: str) -> None:
    """Each change may disturb one message in fourteen, no more."""
    some = LISTINGS[::8]
    disturbed = [
        row["text"] for row in some if understood(row, row["text"]) != understood(row, CHANGES[change](row["text"]))
    ]
    assert len(disturbed) <= len(some) * 0.07, disturbed


def test_case_changes_no_intent() -> None:
    """Capitals tell a place and the product Teams from other words, so details may differ; the wish may not."""
    disturbed = [
        row["text"]
        for row in LISTINGS[::4]
        if [one[0] for one in understood(row, row["text"])] != [one[0] for one in understood(row, row["text"].upper())]  # type: ignore[index]
    ]
    assert len(disturbed) <= len(LISTINGS[::4]) * 0.06, disturbed
