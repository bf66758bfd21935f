"""`shoes understand`: JSON lines in, JSON lines out, for debugging and measuring what the bot understands.

A line in has `id`, `text`, `channel` and `today`; a line out has `id` and `understood`.
"""

import datetime as dt
import json
from collections.abc import Iterable
from typing import TextIO, cast, get_args

from bot.understanding import understand
from bot.understanding.understood import Channel


class BadLine(Exception):
    """A line that cannot be read; the message says why, in plain words."""


def understand_lines(lines: Iterable[str], answers: TextIO, complaints: TextIO) -> bool:
    """Answer every good line; complain of each bad one with its number. Returns whether all were good."""
    all_good = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answer = _answer(line)
        except BadLine as wrong:
            all_good = False
            complaints.write(f"line {number}: {wrong}\n")
        else:
            answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
            answers.flush()
    return all_good


def _answer(line: str) -> dict[str, object]:
    try:
        asked = json.loads(line)
    except ValueError as wrong:
        raise BadLine(f"this is not JSON ({wrong})") from None
    if not isinstance(asked, dict):
        raise BadLine("this is JSON, but not an object with id, text, channel and today")
    missing = [key for key in ("id", "text", "channel", "today") if not isinstance(asked.get(key), str)]
    if missing:
        raise BadLine(f"{', '.join(missing)} must be there, as text")
    if asked["channel"] not in get_args(Channel):
        raise BadLine(f"channel {asked['channel']!r} is none of {', '.join(get_args(Channel))}")
    try:
        today = dt.date.fromisoformat(asked["today"])
    except ValueError:
        raise BadLine(f"today {asked['today']!r} is not a date such as 2026-11-23") from None
    understood = understand(asked["text"], channel=cast(Channel, asked["channel"]), today=today)
    return {"id": asked["id"], "understood": [each.as_json() for each in understood]}
