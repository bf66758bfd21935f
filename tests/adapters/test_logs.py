"""Nothing that anybody wrote, and nobody's name, comes out of the logs."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from adapters.logs import WORDS, about, set_up_logs

SECRET = "my manager and I disagree"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    out = io.StringIO()
    set_up_logs("DEBUG", to=out)
    yield out
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_ids_are_kept_and_words_are_dropped(written: io.StringIO) -> None:
    log = structlog.get_logger("engine")
    log.info("turn_handled", turn="slack:T1:Ev1", **dict.fromkeys(WORDS, SECRET), Text=SECRET)
    [line] = lines(written)
    assert SECRET not in written.getvalue()
    assert line["event"] == "turn_handled"
    assert line["turn"] == "slack:T1:Ev1"
    assert line["level"] == "info"
    assert line["logger"] == "engine"
    assert line["timestamp"].endswith("Z")


def test_a_traceback_says_where_but_quotes_nothing(written: io.StringIO) -> None:
    def fail() -> None:
        try:
            raise KeyError(SECRET)
        except KeyError as first:
            raise ValueError(SECRET) from first

    try:
        fail()
    except ValueError:
        structlog.get_logger("engine").exception("turn_failed", turn="t1")
        logging.getLogger("adapters.web").exception("it failed")
    assert SECRET not in written.getvalue()
    for line in lines(written):
        assert line["raised"] == ["builtins.ValueError", "builtins.KeyError"]
        assert line["at"][-1].endswith(" fail")


def test_a_library_that_quotes_requests_is_reduced_to_where_it_spoke(written: io.StringIO) -> None:
    logging.getLogger("slack_bolt.App").warning("Unhandled request (%s)", {"text": SECRET})
    logging.getLogger("slack_sdk.web").error(f"bad: {SECRET}")
    assert SECRET not in written.getvalue()
    assert [line["logger"] for line in lines(written)] == ["slack_bolt.App", "slack_sdk.web"]


def test_a_library_whose_name_begins_like_ours_is_not_ours(written: io.StringIO) -> None:
    logging.getLogger("botbuilder.core").error("bad: %s", SECRET)
    assert SECRET not in written.getvalue()


def test_the_core_logs_ids_beside_its_words(written: io.StringIO) -> None:
    logging.getLogger("bot.engine").error("turn failed", extra={"turn": "slack:T1:Ev1", "text": SECRET})
    [line] = lines(written)
    assert (line["event"], line["turn"]) == ("turn failed", "slack:T1:Ev1")
    assert SECRET not in written.getvalue()


def test_a_library_that_does_not_is_quoted(written: io.StringIO) -> None:
    logging.getLogger("alembic.runtime").info("Running upgrade %s", "0001")
    assert lines(written)[0]["event"] == "Running upgrade 0001"


def test_development_can_be_read_and_still_drops_words() -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    out = io.StringIO()
    try:
        set_up_logs("INFO", development=True, to=out)
        structlog.get_logger("engine").info("turn_handled", text=SECRET)
    finally:
        root.handlers = handlers
        root.setLevel(level)
        structlog.reset_defaults()
    assert "turn_handled" in out.getvalue()
    assert SECRET not in out.getvalue()


def test_every_line_of_a_turn_names_it_even_after_the_thread_that_learned_which(written: io.StringIO) -> None:
    async def request() -> None:
        with about():
            structlog.get_logger("before").info("taken")
            await asyncio.to_thread(learned)
            structlog.get_logger("after").info("answered")
            logging.getLogger("bot.engine").warning("by the standard library")

    def learned() -> None:
        with about(turn="turn-1"):
            structlog.get_logger("within").info("handled")

    async def both() -> None:
        await asyncio.gather(request(), other())

    async def other() -> None:
        with about(turn="turn-2"):
            await asyncio.sleep(0)
            structlog.get_logger("other").info("another")

    asyncio.run(both())
    structlog.get_logger("later").info("nobody's")
    named = {line["event"]: line.get("turn") for line in lines(written) if line["logger"] != "asyncio"}
    assert named == {
        "taken": None,
        "handled": "turn-1",
        "answered": "turn-1",
        "by the standard library": "turn-1",
        "another": "turn-2",
        "nobody's": None,
    }
