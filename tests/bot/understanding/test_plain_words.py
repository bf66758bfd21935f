"""Whatever a person typed is safe and plain before another person reads it."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding import plain


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<@U024BE7LH> hello", "hello"),
        ("ask <@U024BE7LH> about it", "ask someone about it"),
        ("<at>bot</at>&nbsp;can I shadow &amp; learn", "can I shadow & learn"),
        ("<!channel> free cake", "free cake"),
        ("<!subteam^S123|@planners> hello", "planners hello"),
        ("see <#C123|general>", "see general"),
        ("<https://example.org/a|our form> please", "our form please"),
        ("at <https://example.org>", "at https://example.org"),
        ("&lt;!channel&gt; hi", "!channel> hi"),
        ("&amp;lt;!channel&amp;gt;", "&lt;!channel&gt;"),
        ("@channel look", "channel look"),
        ("@@here and ＠Everyone", "here and Everyone"),
        ("@channel𝓱𝓮𝓵𝓹 @here_now", "channel𝓱𝓮𝓵𝓹 here_now"),
        ("ann@hereford.gov.uk", "ann@hereford.gov.uk"),
        ("*bold* and _soft_ and ~gone~ and `code`", "bold and soft and gone and code"),
        (":wave: hi :unknown_thing:", "👋 hi"),
        ("a\u200bb\u202ec\u2066d", "abcd"),
        ("e\u0301te\u0301", "été"),
        ("one<br>two</p><p>three", "one\ntwo\nthree"),
        ("3 < 5 > 2", "3 < 5 > 2"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
    ],
)
def test_markup_becomes_words(typed: str, shown: str) -> None:
    assert plain(typed) == shown


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["<!channel>", "<@U02AB>", "&lt;", "!here>", "<", "\u202e", "a", "&amp;"])).map("".join)
)
@settings(max_examples=200, deadline=None)
def test_nothing_that_pings_or_hides_survives(text: str) -> None:
    shown = plain(text)
    assert "<!" not in shown
    assert "<@" not in shown
    assert "<#" not in shown
    assert not any(unicodedata.category(c) in ("Cf", "Cc") and c != "\n" for c in shown)
    assert unicodedata.is_normalized("NFC", shown)


@pytest.mark.parametrize(
    "text", ["<" * 20_000, "< " * 10_000 + "!channel>", "&lt;" * 5_000, "*" * 20_000, "_a" * 10_000, ":" * 20_000]
)
def test_a_long_run_of_marks_is_made_plain_quickly(text: str) -> None:
    begun = time.process_time()
    assert "<!" not in plain(text).replace(" ", "")
    assert time.process_time() - begun < 0.5  # a quadratic pattern takes seconds
