"""Short ways of making asks and candidates; every default is the one that stands in nobody's way."""

import datetime as dt
from dataclasses import replace
from typing import Any

from bot.matching import Ask, Candidate, Match, Relevance, rank
from bot.model.listings import Activity, Details, Kind
from bot.model.organisations import Sector

TODAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)

TEXT = "Could somebody explain section 106 agreements to our residents?"


def details(text: str = TEXT, activity: Activity = Activity.SKILL, **more: Any) -> Details:
    return Details(activity=activity, text=text, **more)


def ask(text: str = TEXT, activity: Activity = Activity.SKILL, **more: Any) -> Ask:
    said = {name: more.pop(name) for name in ("mode", "place", "when") if name in more}
    made = Ask(details(text, activity, **said), organisation_id=1, sector=Sector.CHARITY, place="Leeds", person_id=1)
    return replace(made, **more)


def offer(listing_id: int = 10, text: str = "Section 106 officer, an hour on agreements", **more: Any) -> Candidate:
    activity = more.pop("activity", Activity.SKILL)
    said = {name: more.pop(name) for name in ("mode", "place", "when") if name in more}
    made = Candidate(
        listing_id,
        details(text, activity, **said),
        organisation_id=2,
        sector=Sector.COUNCIL,
        place="Leeds",
        person_id=listing_id,
    )
    return replace(made, **more)


def ranked(request: Ask, candidates: list[Candidate], relevance: Relevance) -> tuple[Match, ...]:
    return rank(request, candidates, today=TODAY, now=NOW, relevance=relevance)


def as_offer(request: Ask) -> Ask:
    """The same words on the other side."""
    return replace(request, kind=Kind.OFFER)
