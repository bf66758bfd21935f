"""What is written about the running process: ids and outcomes, never what anybody said.

Three things see to it. A processor drops every key that could hold words; tracebacks keep the kind of exception and
where it was raised but not its message, which often quotes the data; and libraries that put request bodies into
their own messages are reduced to who spoke and where.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

WORDS = frozenset(
    {
        "text",
        "card",
        "body",
        "blocks",
        "payload",
        "message",
        "plain",
        "title",
        "fields",
        "form",
        "view",
        "name",
        "email",
    }
)
"""Keys whose value could be something that a person wrote or what they are called."""

QUOTABLE = ("apscheduler", "aiohttp", "alembic", "asyncio", "adapters", "bot", "storage", "py.warnings")
"""Loggers whose own messages never quote a request."""

CHATTY = (
    "aiohttp.access",
    "alembic.runtime.plugins",
    "apscheduler",
    "botbuilder",
    "msal",
    "slack_bolt",
    "slack_sdk",
    "urllib3",
)
"""Loggers that say at every turn, or at every start, what nobody needs to know."""


def set_up_logs(level: str = "INFO", *, development: bool = False, to: TextIO | None = None) -> None:
    """Send everything that is logged, by us or by a library, to `to` (standard error): JSON, or for reading."""
    ours: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        with_what_it_is_about,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if development:
        ending: list[Processor] = [structlog.dev.ConsoleRenderer(colors=False)]
    else:
        ending = [where_it_failed, structlog.processors.JSONRenderer()]
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*ours, structlog.stdlib.ExtraAdder(), only_where],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, without_words, *ending],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*ours, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


@contextmanager
def about(**ids: str | int) -> Iterator[None]:
    """While this lasts, every line that is logged names these ids, in threads and in libraries as well.

    Within another one it says the same for what is left of that: a request learns only on the way which turn it brings.
    """
    outer = _ABOUT.get()
    if outer is None:
        token = _ABOUT.set(dict(ids))
        try:
            yield
        finally:
            _ABOUT.reset(token)
    else:
        outer.update(ids)
        yield


_ABOUT: ContextVar[dict[str, str | int] | None] = ContextVar("about", default=None)


def with_what_it_is_about(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Add what this line is about, unless it says so itself."""
    return {**(_ABOUT.get() or {}), **event}


def without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Drop whatever could be somebody's words, whoever put it there."""
    return {key: value for key, value in event.items() if key.lower() not in WORDS}


def only_where(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Of a library that quotes requests in its messages, keep which line of it spoke."""
    record: logging.LogRecord = event["_record"]
    if not any(record.name == name or record.name.startswith(f"{name}.") for name in QUOTABLE):
        event["event"] = f"{record.module}:{record.lineno}"
    return event


def where_it_failed(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace a traceback by the kinds of exception and the lines that led there."""
    raised = event.pop("exc_info", None)
    error = raised[1] if isinstance(raised, tuple) else raised if isinstance(raised, BaseException) else None
    if raised is True:
        error = sys.exc_info()[1]
    if error is not None:
        event["raised"] = _kinds(error)
        event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in _frames(error)]
    return event


def _kinds(error: BaseException) -> list[str]:
    kinds = []
    step: BaseException | None = error
    while step is not None:
        kinds.append(f"{type(step).__module__}.{type(step).__qualname__}")
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return kinds


def _frames(error: BaseException) -> Sequence[traceback.FrameSummary]:
    return traceback.extract_tb(error.__traceback__)
