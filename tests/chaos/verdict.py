"""The judgement, pure: what was asked for, held against what the providers took and what the database says now.

On Slack nothing may be lost, doubled or out of order. Where it cannot be asked what arrived (on Teams, and in channels
that the bot may not read) nothing may be doubled or out of order either, and what did not arrive must be held, where a
coordinator sees it: what is neither there nor held is lost silently.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.chaos.record import Act, Asked, Listed, Row, Taken

OPEN = "open"
EFFECTS = ("lost", "doubled", "unpublished", "stale")
"""What may be wrong with what somebody did."""


@dataclass
class Verdict:
    """Every list holds what is wrong, by key; `held` is allowed where nobody can be asked, and `held_in_vain` counts
    those of them that had arrived. `swapped` are pairs of which one was certain before anybody asked for the other, and
    came after it."""

    asked: int = 0
    arrived: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    held_in_vain: int = 0
    held_wrongly: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    swapped: list[str] = field(default_factory=list)

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of what is wrong; empty when all is well."""
        wrong = ("lost", "doubled", "disordered", "held_wrongly", "given_up", "unfinished")
        return tuple(name for name in wrong if getattr(self, name))


@dataclass
class Effects:
    """What people did, and whether each of it was done once."""

    acts: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    """Published, and the card that was pressed still looks as it did."""

    @property
    def failed(self) -> tuple[str, ...]:
        """As above."""
        return tuple(f"effects {name}" for name in EFFECTS if getattr(self, name))


def readable(lane: str) -> bool:
    """Whether the platform can be asked what arrived in this lane: in Slack's direct messages."""
    return lane.startswith("slack:") and "#" not in lane


def judge(
    asked: Iterable[Asked], taken: Iterable[Taken], rows: Iterable[Row], *, may_hold: bool, skew: float
) -> Verdict:
    """Of one group of lanes. `may_hold` says that nobody can be asked there, so that a doubt is held. `skew` is by how
    many seconds the clock that wrote a row may be wrong."""
    verdict = Verdict()
    row_of = {row.key: row for row in rows}
    posts = _posts(taken)
    for one in asked:
        found = posts[one.place, one.key] or posts[one.place, one.mark]
        row = row_of.get(one.key)
        verdict.asked += one.certain
        verdict.arrived += bool(found)
        if len(found) > 1:
            verdict.doubled.append(one.key)
        if row is not None and row.state == "held":
            verdict.held.append(one.key)
            verdict.held_in_vain += bool(found)
            if not may_hold:
                verdict.held_wrongly.append(one.key)
        elif row is not None and row.state == "given up":
            verdict.given_up.append(f"{one.key}: {row.why}")
        elif row is not None and row.state != "sent":
            verdict.unfinished.append(f"{one.key}: {row.state}")
        elif not found and (one.certain or row is not None):
            verdict.lost.append(one.key)
    _order(verdict, asked, posts, row_of, skew)
    return verdict


def doubled_keys(taken: Iterable[Taken]) -> tuple[str, ...]:
    """Every outbox key that was posted more than once, whether or not anybody asked for it."""
    posts: defaultdict[str, int] = defaultdict(int)
    for one in taken:
        if one.kind == "post" and one.key:
            posts[one.key] += 1
    return tuple(key for key, times in posts.items() if times > 1)


def effects(acts: Iterable[Act], listings: Iterable[Listed], taken: Iterable[Taken]) -> Effects:
    """One offer for each act that was acknowledged, and at most one for any other; published if that was, and then the
    card that was pressed says so."""
    result = Effects()
    updated = {mark for one in taken if one.kind == "update" for mark in one.marks}
    by_mark: defaultdict[str, list[str]] = defaultdict(list)
    for listing in listings:
        for mark in listing.marks:
            by_mark[mark].append(listing.state)
    for act in acts:
        result.acts += 1
        states = by_mark[act.mark]
        if len(states) > 1:
            result.doubled.append(act.mark)
        if act.said and not states:
            result.lost.append(act.mark)
        if act.published and states != [OPEN]:
            result.unpublished.append(act.mark)
        if act.published and act.mark not in updated:
            result.stale.append(act.mark)
        if not act.pressed and OPEN in states:
            result.doubled.append(f"{act.mark}: published, though nobody asked for it")
    return result


def _posts(taken: Iterable[Taken]) -> defaultdict[tuple[str, str], list[Taken]]:
    """By where they are, and by the key that they carry or each mark in them."""
    posts: defaultdict[tuple[str, str], list[Taken]] = defaultdict(list)
    for one in taken:
        if one.kind == "post":
            for name in {one.key} - {""} or set(one.marks):
                posts[one.place, name].append(one)
    return posts


def _order(
    verdict: Verdict,
    asked: Iterable[Asked],
    posts: defaultdict[tuple[str, str], list[Taken]],
    row_of: dict[str, Row],
    skew: float,
) -> None:
    """Wrong is: due before another, certain before that other one was first tried, and taken after it all the same.

    But for what is held: its lane goes on, and a platform that takes it after all may take it after the next.
    """
    lanes: defaultdict[str, list[tuple[Asked, Taken, Row]]] = defaultdict(list)
    for one in asked:
        found = posts[one.place, one.key] or posts[one.place, one.mark]
        row = row_of.get(one.key)
        if found and row is not None:
            lanes[one.lane].append((one, found[0], row))
    for lane in lanes.values():
        lane.sort(key=lambda entry: entry[1].number)
        for place, (before, _, before_row) in enumerate(lane):
            begun = before_row.first_try_at.timestamp() - skew if before_row.first_try_at else 0.0
            for after, _, row in lane[place + 1 :]:
                in_turn = (row.due_at, row.id) > (before_row.due_at, before_row.id)
                if after.since < begun and not in_turn and row.state != "held":
                    verdict.disordered.append(f"{after.key} after {before.key}")
                if after.since < before.begun:
                    verdict.swapped.append(f"{after.key} after {before.key}")
