"""Switching a channel's weekly post on and off."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from bot.events import DigestChanged
from bot.language import t
from bot.model.organisations import Person
from bot.model.refusal import Refusal
from bot.ports.digests import Digest
from bot.ports.unit_of_work import UnitOfWork
from bot.turn import ChannelAddress, parse_destination

_WEEKEND = 5


@dataclass(frozen=True)
class SetDigest:
    """`channel` is a written address. None leaves weekday, hour and how often as they are (or Monday, 9, weekly)."""

    channel: str
    on: bool
    weekday: int | None = None
    hour: int | None = None
    every: str | None = None
    tag: Literal["set_digest"] = "set_digest"


def set_digest(command: SetDigest, by: Person, work: UnitOfWork, now: dt.datetime) -> tuple[DigestChanged, ...]:
    """Anybody in the organisation whose channel it is may switch it. Refused for a Saturday or Sunday."""
    try:
        channel = parse_destination(command.channel)
    except ValueError as wrong:
        raise Refusal(t("I don't know that channel. Say “digest on” in the channel where you'd like it.")) from wrong
    if not isinstance(channel, ChannelAddress):
        raise Refusal(t("The weekly post goes to a channel. Say “digest on” in the channel where you'd like it."))
    owner = work.people.organisation_of(channel.platform, channel.workspace)
    if owner is None or owner.id != by.organisation.id:
        raise Refusal(t("That channel belongs to another organisation, so I can't change its weekly post for you."))
    if command.weekday is not None and command.weekday >= _WEEKEND:
        raise Refusal(t("I don't post at weekends. Pick a day from Monday to Friday."))
    before = work.digests.get(channel)
    base = before or Digest(channel, owner.id, weekday=0, hour=9, time_zone=by.time_zone, on=False)
    digest = replace(
        base,
        on=command.on,
        weekday=base.weekday if command.weekday is None else command.weekday,
        hour=base.hour if command.hour is None else command.hour,
        every=command.every or base.every,
    )
    work.digests.save(digest)
    return (DigestChanged(before, digest),)
