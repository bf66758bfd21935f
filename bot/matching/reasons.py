"""Why two listings belong together, in plain words a person can check."""

import datetime as dt

from bot.matching import meeting, places
from bot.matching.asks import Ask, Candidate
from bot.matching.constraints import activity_worth, desk_places
from bot.matching.relevance import Likeness
from bot.model.listings import Activity, Kind

_FORMS = {
    Activity.SKILL: "advice",
    Activity.SHADOW: "shadowing",
    Activity.PLACEMENT: "a placement",
    Activity.DESK: "a desk",
}


def why(ask: Ask, candidate: Candidate, likeness: Likeness | None, today: dt.date) -> tuple[str, ...]:
    """Plain phrases, the strongest first: the subject, the form if it differs, the place, the days."""
    found: list[str] = []
    if likeness is not None:
        found += [subject.names[0] for subject in likeness.shared_subjects]
        if not likeness.shared_subjects and likeness.shared_words:
            found.append(f"both mention {', '.join(likeness.shared_words)}")
        elif not likeness.shared_subjects:
            found.append("reads alike")
    if activity_worth(ask, candidate) < 1:
        offered = candidate.details if ask.kind is Kind.REQUEST else ask.details
        found.append(f"{_FORMS[offered.activity]} rather than what was asked")
    found += _place(ask, candidate)
    days = meeting.why(ask.details.when, candidate.details.when, today)
    return tuple(found + ([days] if days else []))


def _place(ask: Ask, candidate: Candidate) -> list[str]:
    mine, theirs = desk_places(ask, candidate)
    distance = places.distance_km(mine, theirs)
    if distance is None or distance > places.NEAR_KM:
        return []
    name = theirs.title() if theirs.islower() else theirs
    return [name if distance < 1 else f"{name}, near {mine.title() if mine.islower() else mine}"]
