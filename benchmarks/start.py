"""How soon `shoes serve` answers: `taskset -c 0,1 python -m benchmarks.start` starts it ten times and prints a table.

A start is Slack and Teams set up, on a SQLite database that is migrated already. It answers when it listens; it is
ready when the first turn is as quick as any. Neither waits for the sentence model, which loads beside it, on first use.
Seconds are this machine's. So between the starts the same Python imports two large libraries and does nothing else, and
the table gives our start as a multiple of that.
"""

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ANSWERS, READY = "/health/live", "/health/ready"
SERVE = ("-m", "adapters", "serve")
BESIDE = ("-c", "import aiohttp, sqlalchemy")
PATIENCE = 60.0
"""Seconds after which something is wrong."""


@dataclass(frozen=True)
class Took:
    """Seconds, of the clock and of all processors together."""

    wall: float
    processor: float


def main() -> None:
    """Start it, again and again, and print the medians and the longest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--starts", type=int, default=10)
    with tempfile.TemporaryDirectory() as folder:
        first = started(Path(folder), READY)  # makes the database, and whatever is compiled once
        rounds = [
            (started(Path(folder), ANSWERS), started(Path(folder), READY), imported())
            for _ in range(parser.parse_args().starts)
        ]
    *ours, theirs = zip(*rounds, strict=True)
    print("                       wall, s           processor, s      as a multiple")
    print("                    median longest      median longest    median longest")
    for name, all_of_it in (("it answers", ours[0]), ("it is ready", ours[1]), (BESIDE[1], theirs)):
        multiples = [one.processor / their.processor for one, their in zip(all_of_it, theirs, strict=True)]
        measured = ([one.wall for one in all_of_it], [one.processor for one in all_of_it], multiples)
        print(f"{name.removeprefix('import '):19}", "    ".join(map(_line, measured)))
    print(f"\nThe very first, which migrates an empty database, is ready after {first.wall:.2f} s.")


def started(folder: Path, path: str) -> Took:
    """`shoes serve` on the database in `folder`, until it answers 200 at `path`; then it is killed."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    settings = {
        "SHOES_DATABASE_URL": f"sqlite:///{folder / 'shoes.db'}",
        "SHOES_PUBLIC_URL": "https://shoes.example.org",
        "SHOES_PORT": str(port),
        "SHOES_SLACK_BOT_TOKEN": "xoxb-1",
        "SHOES_SLACK_SIGNING_SECRET": "a secret",
        "SHOES_TEAMS_APP_ID": "11111111-1111-1111-1111-111111111111",
        "SHOES_TEAMS_APP_PASSWORD": "another",
        "SHOES_TEAMS_TENANT_ID": "22222222-2222-2222-2222-222222222222",
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOES_")}
    begun = time.perf_counter()
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([sys.executable, *SERVE], env=environment | settings, stderr=log)
    while not _answers(f"http://127.0.0.1:{port}{path}"):
        if time.perf_counter() - begun > PATIENCE or process.poll() is not None:
            process.kill()
            raise SystemExit(f"It did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.01)
    wall = time.perf_counter() - begun
    process.send_signal(signal.SIGKILL)
    return Took(wall, _processor(process))


def imported() -> Took:
    """What every Python program with the two libraries pays."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, *BESIDE])
    processor = _processor(process)
    return Took(time.perf_counter() - begun, processor)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _processor(process: "subprocess.Popen[bytes]") -> float:
    """Seconds that it used until it ended, which is waited for."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def _line(values: list[float]) -> str:
    return f"{statistics.median(values):6.2f}  {max(values):6.2f}"


if __name__ == "__main__":
    main()
