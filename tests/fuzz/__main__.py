"""`python -m tests.fuzz --seconds 60`: each target gets its share of the time; the first failure is shown, shrunk.

A failure names the seed, with which the same inputs come again: `make fuzz SECONDS=60 SEED=123`.
"""

import argparse
import faulthandler
import secrets
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz import cards, reading, talking

BATCH = 50
"""Examples between two looks at the clock. Hypothesis learns within a batch, so that fewer would find less."""


SMALLER = 10
"""Seconds beyond its time that a target may take to make what it found smaller."""
HUNG = 60
"""Seconds beyond the whole time after which an input that never ends is shown by where it is."""


class Target(NamedTuple):
    """What is tried with random inputs: `check` raises for an input that brings about what must not be."""

    name: str
    inputs: st.SearchStrategy[Any]
    check: Callable[[Any], None]


TARGETS = (
    Target("reading", reading.messages, reading.check),
    Target("slack", cards.cards, cards.check_slack),
    Target("teams", cards.cards, cards.check_teams),
    Target("web", cards.cards, cards.check_web),
    Target("stored", cards.cards, cards.check_stored),
    Target("talking", talking.plays, talking.check),
)


class _TimeIsUp(BaseException):
    """Ends a batch in the middle: Hypothesis lets it through, as it does Ctrl-C."""


def fuzz(target: Target, seconds: float, first_seed: int, say: Callable[[str], None] = print) -> bool:
    """Try `target` for so many seconds. Whether nothing was found; what was is said, made small within `SMALLER`."""
    until = time.monotonic() + seconds
    failures: list[tuple[Any, Exception]] = []
    tried = number = 0

    def check(example: Any) -> None:
        nonlocal tried
        if tried and time.monotonic() > until + (SMALLER if failures else 0):
            raise _TimeIsUp
        tried += 1
        try:
            target.check(example)
        except Exception as error:
            failures.append((example, error))
            raise

    while not failures and time.monotonic() < until:
        with suppress(Exception, _TimeIsUp):
            _batch(target.inputs, check, first_seed + number)
        number += 1
    if failures:
        example, error = failures[-1]  # the smallest: each that is made smaller fails after the one before
        say("".join(traceback.format_exception(error)))
        say(f"{target.name}: {example!r}\nagain: make fuzz TARGET={target.name} SEED={first_seed + number - 1}")
    else:
        say(f"{target.name}: nothing in {tried} inputs, from seed {first_seed}")
    return not failures


def _batch(inputs: st.SearchStrategy[Any], check: Callable[[Any], None], number: int) -> None:
    @seed(number)
    @settings(
        max_examples=BATCH,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs)
    def batch(example: Any) -> None:
        check(example)

    batch()


def main(arguments: list[str]) -> int:
    """0 if nothing was found, 1 if something was."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for all targets together")
    parser.add_argument("--seed", type=int, default=None, help="begin where a failure was found")
    parser.add_argument("--target", choices=[target.name for target in TARGETS], default=None, help="one alone")
    given_here = parser.parse_args(arguments)
    faulthandler.dump_traceback_later(given_here.seconds + SMALLER * len(TARGETS) + HUNG, exit=True)
    chosen = [target for target in TARGETS if given_here.target in (None, target.name)]
    first_seed = secrets.randbelow(1_000_000) * 1000 if given_here.seed is None else given_here.seed
    sound = [fuzz(one, given_here.seconds / len(chosen), first_seed) for one in chosen]  # every one, whatever is found
    faulthandler.cancel_dump_traceback_later()
    return int(not all(sound))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
