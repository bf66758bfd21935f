"""`make chaos`: a storm, or a list of them, and a table of what came of each. The exit code says whether every promise
was kept, and whether each negative control was caught.
"""

import argparse
import asyncio
import random
import sys
from dataclasses import replace
from pathlib import Path

from tests.chaos.controls import CONTROLS
from tests.chaos.run import Order, Result, carry_out
from tests.chaos.verdict import EFFECTS, Verdict


def main() -> int:
    """0 if all is well."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the storm lasts")
    parser.add_argument("--messages", type=int, default=300, help="how many messages there are at least")
    parser.add_argument(
        "--stores", nargs="*", default=["postgresql"], choices=["postgresql", "sqlite", "procrastinate"]
    )
    parser.add_argument("--controls", nargs="*", default=[], choices=sorted(CONTROLS), help="which must fail")
    parser.add_argument("--logs", type=Path, help="where to keep what the processes said")
    args = parser.parse_args()
    usual = Order(args.seed, messages=args.messages, seconds=args.seconds)
    orders = [
        replace(usual, store="postgresql", dispatch=store) if store == "procrastinate" else replace(usual, store=store)
        for store in args.stores
    ] + [replace(usual, control=control) for control in args.controls]
    print(f"SEED={args.seed}", flush=True)
    well = True
    for order in orders:
        result = asyncio.run(carry_out(order, args.logs / order.name if args.logs else None))
        as_it_should = bool(result.failed) == bool(order.control)
        well = well and as_it_should
        report(result, as_it_should=as_it_should)
    return 0 if well else 1


def report(result: Result, *, as_it_should: bool) -> None:
    """One storm, in words."""
    order = result.order
    verdict = ", ".join(result.failed) or "nothing lost, nothing doubled, all in order"
    told = "as it should" if as_it_should else "NOT AS IT SHOULD"
    print(f"\n{order.name}, seed {order.seed}, {order.replicas} processes: {verdict} ({told})")
    blows = ", ".join(f"{times} × {blow}" for blow, times in sorted(result.struck.items()))
    print(f"  {result.posted} messages taken; {blows}; {result.starts} starts; {result.took:.0f} s, of which")
    print(f"  {result.settled_in:.0f} s to settle; too fast {sum(result.too_fast.values())} times {result.too_fast}")
    for name in ("slack", "teams", "channels"):
        print(f"  {name:9}{in_words(getattr(result, name))}")
    effects = result.effects
    print(
        f"  acts     {effects.acts} offers, lost {len(effects.lost)}, doubled {len(effects.doubled)}, unpublished "
        f"{len(effects.unpublished)}, stale {len(effects.stale)}; {result.delivered} deliveries, "
        f"{result.broken} broken off, {result.unheard} acts never acknowledged"
    )
    print(f"  weather  {', '.join(f'{fault} {times}' for fault, times in sorted(result.weather.items()))}")
    for what, keys in _wrong(result):
        print(f"  {what}: {'; '.join(keys[:6])}{' …' if len(keys) > 6 else ''}")
    sys.stdout.flush()


def in_words(verdict: Verdict) -> str:
    """The figures of one group of lanes."""
    return (
        f"{verdict.asked} asked, {verdict.arrived} arrived, lost {len(verdict.lost)}, doubled {len(verdict.doubled)}, "
        f"out of order {len(verdict.disordered)}, held {len(verdict.held)} ({verdict.held_in_vain} had arrived), "
        f"given up {len(verdict.given_up)}, unfinished {len(verdict.unfinished)}, swapped {len(verdict.swapped)}"
    )


def _wrong(result: Result) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for name in ("slack", "teams", "channels"):
        verdict: Verdict = getattr(result, name)
        found += [(f"{name} {what}", getattr(verdict, what)) for what in verdict.failed]
    for what in EFFECTS:
        found += [(f"effects {what}", getattr(result.effects, what))] * bool(getattr(result.effects, what))
    found += [("keys doubled", list(result.doubled_keys))] * bool(result.doubled_keys)
    return found + [("illegal", list(result.illegal))] * bool(result.illegal)


if __name__ == "__main__":
    sys.exit(main())
