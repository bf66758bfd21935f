"""Starting processes and making them suffer: the imitations of Slack and Teams, and the replicas of the bot."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

REPOSITORY = Path(__file__).parents[2]


async def begin(log: Path, *command: object, environment: Mapping[str, str] | None = None) -> Process:
    """`python -m command`, whose words go to `log`; of the environment no setting is passed on but those given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SHOES_")}
    with log.open("ab") as said:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", *map(str, command), cwd=REPOSITORY, stdout=said, stderr=said,
            env=clean | dict(environment or {}),
        )  # fmt: skip


async def answering(session: aiohttp.ClientSession, url: str, process: Process, within: float = 240) -> None:
    """Until it does. Raises RuntimeError if the process ends instead, TimeoutError if it takes too long."""
    async with asyncio.timeout(within):
        while process.returncode is None:
            try:
                async with session.get(url, timeout=aiohttp.ClientTimeout(total=2)) as answer:
                    if answer.status < 500:
                        return
            except (aiohttp.ClientError, TimeoutError, OSError):
                pass
            await asyncio.sleep(0.1)
    raise RuntimeError(f"it ended with {process.returncode}")


@dataclass
class Replica:
    """One `shoes serve`. What is done to it is done to whichever process it is at that moment."""

    name: str
    port: int
    skew: float
    log: Path
    arguments: tuple[object, ...]
    environment: Mapping[str, str]
    starts: int = 0
    _process: Process | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def runs(self) -> bool:
        """Whether there is a process, which may be stopped."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Begin; it listens some seconds later."""
        self.starts += 1
        self._process = await begin(self.log, "tests.chaos.replica", *self.arguments, environment=self.environment)

    async def ready(self, session: aiohttp.ClientSession) -> None:
        """Until it answers."""
        assert self._process is not None
        await answering(session, f"{self.url}/health/live", self._process)

    def signal(self, number: signal.Signals) -> None:
        """SIGKILL, SIGSTOP, SIGCONT, SIGTERM; nothing if it has ended."""
        if self.runs:
            assert self._process is not None
            self._process.send_signal(number)

    async def ended(self) -> int:
        """Its exit code, once there is one."""
        assert self._process is not None
        return await self._process.wait()
