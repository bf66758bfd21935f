"""Whatever is typed is understood as something, in our own types, in no time, and no markup comes through."""

import datetime as dt
import json
import re
import time
import unicodedata
from functools import cache
from typing import get_args

from hypothesis import strategies as st

from bot.model.when import DAYS, When
from bot.understanding import Channel, Intent, Understood, understand
from tests.fuzz.words import words

MOST_SECONDS = 1.0
"""Of processor time. 0.05 is the aim; the rest is for a slow machine."""
MOST_MINUTES = 60 * 24 * 366 * 10
_LISTINGS = (Intent.OFFER, Intent.SEEK)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MENTION = re.compile(r"<[@!#]|<at>|[@＠](?:channel|here|everyone|group)(?![A-Za-z])", re.IGNORECASE)

Message = tuple[str, Channel, dt.date]

messages: st.SearchStrategy[Message] = st.tuples(
    words,
    st.sampled_from(get_args(Channel)),
    st.dates(dt.date(2024, 1, 1), dt.date(2032, 12, 31)) | st.just(dt.date(2028, 2, 29)),
)


def check(message: Message) -> None:
    """Raises AssertionError, or whatever `understand` should not have raised."""
    text, channel, today = message
    _ready()
    began = time.process_time()
    found = understand(text, channel=channel, today=today)
    took = time.process_time() - began
    assert took < MOST_SECONDS, f"{took:.2f} seconds"
    assert found
    assert understand(text, channel=channel, today=today) == found, "not the same twice"
    for one in found:
        _is_whole(one, today)


@cache
def _ready() -> None:
    """The word lists are read before anything is timed."""
    understand("ready", channel="dm", today=dt.date(2026, 1, 1))


def _is_whole(one: Understood, today: dt.date) -> None:
    json.dumps(one.as_json(), ensure_ascii=False).encode()
    assert (one.activity is not None) == (one.intent in _LISTINGS)
    assert one.duration_minutes is None or 0 < one.duration_minutes < MOST_MINUTES
    assert set(one.unsure) <= {"intent", *one.__dataclass_fields__}
    for said in (one.topic, one.place, one.value):
        if said is not None:
            assert said.strip()
            assert not _MENTION.search(said)
            assert not any(unicodedata.category(char) in _UNSEEN and char != "\n" for char in said)
    if one.when is not None:
        assert one.when, "a time that says nothing is none"
        assert When.from_json(one.when.as_json()) == one.when
        assert set(one.when.days) <= set(DAYS)
        if one.when.start and one.when.end:
            assert one.when.start <= one.when.end
        if one.intent in _LISTINGS and one.when.end:
            assert one.when.end >= today, "nobody offers or asks for the past"
