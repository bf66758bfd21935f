"""Asks an OpenAI-compatible endpoint for a second opinion. Whatever goes wrong there, nobody here fails for it.

One time limit holds for everything from the first byte out to the last byte in. A few questions are under way at once
at most, so that a slow endpoint cannot keep the threads that serve everybody; one that fails repeatedly is left alone
for a while. The log counts; it never holds what was asked or answered.
"""

import asyncio
import datetime as dt
import threading
from collections.abc import AsyncIterator
from concurrent.futures import CancelledError
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final, Protocol

import openai
import structlog
from openai.types.chat import ChatCompletionMessageParam
from pydantic import BaseModel, Field

from adapters.clock import Clock
from adapters.settings import Settings

AT_ONCE: Final = 2
"""Questions under way at the same time; whoever comes then goes without."""
PATIENCE: Final = 3
"""Questions in a row that go unanswered before the endpoint is left alone."""
REST: Final = dt.timedelta(minutes=1)
LONGEST_ANSWER: Final = 32_000
"""Bytes. Three wishes take less than one thousand."""

log = structlog.get_logger("adapters.second_opinion")


class Endpoint:
    """A `SecondOpinion` of the core: `answer` is called in worker threads, everything else happens in `loop`."""

    def __init__(
        self, client: openai.AsyncOpenAI, model: str, seconds: float, clock: Clock, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._client = client
        self._model = model
        self._seconds = seconds
        self._clock = clock
        self._loop = loop
        self._free = threading.BoundedSemaphore(AT_ONCE)
        self._counting = threading.Lock()
        self._asked = self._missed = self._in_a_row = 0
        self._rests_until: dt.datetime | None = None

    def answer(self, instructions: str, question: str) -> str | None:
        """What the endpoint's model says, or None. Never raises and never takes longer than the limit."""
        if self._rests_until is not None and self._clock.now() < self._rests_until:
            return None
        if not self._free.acquire(blocking=False):
            return None
        try:
            answer, outcome = self._within_the_limit(instructions, question)
        finally:
            self._free.release()
        self._count(outcome)
        return answer

    def _within_the_limit(self, instructions: str, question: str) -> tuple[str | None, str]:
        asking = self._ask(instructions, question)
        try:
            coming = asyncio.run_coroutine_threadsafe(asking, self._loop)
        except RuntimeError:  # the process is stopping
            asking.close()
            return None, "stopping"
        try:
            return coming.result(self._seconds), "answered"
        except TimeoutError:
            coming.cancel()
            return None, "late"
        except CancelledError:
            return None, "stopping"
        except Exception as error:
            return None, _kind(error)

    async def _ask(self, instructions: str, question: str) -> str:
        messages: list[ChatCompletionMessageParam] = [
            {"role": "system", "content": instructions},
            {"role": "user", "content": question},
        ]
        body = bytearray()
        async with self._client.chat.completions.with_streaming_response.create(
            model=self._model, messages=messages, response_format={"type": "json_object"}
        ) as response:
            async for piece in response.iter_bytes():
                body += piece
                if len(body) > LONGEST_ANSWER:
                    raise _TooLong
        return _Completion.model_validate_json(bytes(body)).choices[0].message.content

    def _count(self, outcome: str) -> None:
        with self._counting:
            self._asked += 1
            if outcome == "answered":
                self._in_a_row = 0
            else:
                self._missed += 1
                self._in_a_row += 1
                if self._in_a_row >= PATIENCE:
                    self._rests_until = self._clock.now() + REST
                    self._in_a_row = 0
            asked, missed = self._asked, self._missed
        write = log.info if outcome == "answered" else log.warning
        write("second opinion", outcome=outcome, asked=asked, missed=missed)


@asynccontextmanager
async def second_opinion(settings: Settings, clock: Clock) -> AsyncIterator[Endpoint]:
    """The endpoint that the settings name, on the running loop, until the context ends."""
    # a redirection would carry the words somewhere that nobody chose; a refusal's own words are not read
    http = openai.DefaultAsyncHttpxClient(follow_redirects=False, event_hooks={"response": [_refuse]})
    seconds = settings.second_opinion_seconds
    client = openai.AsyncOpenAI(
        base_url=settings.second_opinion_url,
        api_key=settings.second_opinion_key.get_secret_value(),
        timeout=seconds,
        max_retries=0,
        http_client=http,
    )
    async with client:
        yield Endpoint(client, settings.second_opinion_model, seconds, clock, asyncio.get_running_loop())


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    """What is read of a chat completion; endpoints differ in the rest."""

    choices: tuple[_Choice, ...] = Field(min_length=1)


class _TooLong(Exception):
    """More came than any answer needs."""


class _Refused(Exception):
    """The endpoint said no, or to ask somewhere else."""

    def __init__(self, status: int) -> None:
        self.status = status


class _Answered(Protocol):
    status_code: int


async def _refuse(response: _Answered) -> None:
    if response.status_code != HTTPStatus.OK:
        raise _Refused(response.status_code)


def _kind(error: BaseException) -> str:
    """What went wrong, without a word of what was asked or answered: statuses and kinds of exception."""
    root = error.__cause__ or error
    return f"refused {root.status}" if isinstance(root, _Refused) else type(root).__name__
