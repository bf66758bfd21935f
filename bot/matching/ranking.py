"""Ranking: constraints first, then relevance, then fairness; the same input in any order gives the same output."""

import datetime as dt
import math
from bisect import insort
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.matching import fairness, places, reasons
from bot.matching.asks import Ask, Candidate, Match
from bot.matching.constraints import activity_worth, asked_of_others, desk_places, fits, meant_for_them
from bot.matching.kept import Kept
from bot.matching.relevance import Likeness, Relevance
from bot.matching.words import as_written
from bot.model.listings import Activity, Details, Kind

STRONG, WORTH_SHOWING, FAINT = 0.50, 0.15, 0.10
"""Of how far a match is trusted (`_trust`): below the first, when it would more likely than not be of no use, it is
labelled weak, below the second it is faint, and below the third it is none. With the weights learned from five of six
judged collections and tried on the sixth, the first leaves 28 of 36 requests that nobody can answer, and 54 of 235
others, with nothing that is not labelled; the second empties no request that can be answered."""

TRUST = (8.2, 1.9, 0.25, -3.15)
"""A logistic regression of "the first offer is relevant" on its score, its subjects and its standing: what ranks best
is not what tells best whether anything fits, because most of what comes first where nothing fits merely sounds like
it. Fitted to the first places of six collections; by the score alone it would be 25 of the 36."""

STRONG_ALONE, WORTH_SHOWING_ALONE = 0.10, 0.06
"""The first two without an encoder, when texts that share no word score nothing; what is below the second is none."""

Strength = Literal["strong", "weak", "faint", "none"]

OTHER_SECTOR = 0.75
"""What is left of a score when the asker named another kind of organisation ("could a council …")."""

_DESKS = (0.0, 0.0, 0.0)
_DESK, _FARTHEST, _MEANT = 0.7, 0.2, 0.15
"""What a desk in the very place is worth, what the farthest still accepted loses, what being meant for them adds."""


def rank(
    request: Ask,
    candidates: Sequence[Candidate],
    *,
    today: dt.date,
    now: dt.datetime,
    relevance: Relevance,
    explained: bool = True,
) -> tuple[Match, ...]:
    """The candidates that fit, best first, each with its reasons if they are to be `explained`; empty when none does.

    `today` is the asker's date and `now` an aware moment. Strong matches always come before weak ones.
    """
    ranking = ranking_of(request, candidates, today=today, now=now, relevance=relevance)
    return ranking.matches(ranking.judged(len(candidates)), explained=explained)


def best(
    request: Ask,
    kept: Sequence[Kept],
    candidate: Callable[[int], Candidate],
    most: int,
    *,
    today: dt.date,
    now: dt.datetime,
    relevance: Relevance,
) -> tuple[Match, ...]:
    """The same as `shown(rank(…))[:most]`, sooner: what is `kept` of the candidates' words is compared for all, and a
    `candidate` is made, by number, and looked at as a whole only if it could be among the `most` best."""
    ranking = Ranking(request, kept, candidate, today, now, relevance)
    judged = ranking.judged(most)
    return () if all(one.faint for one in judged) else ranking.matches(judged[:most])


def ranking_of(
    request: Ask, candidates: Sequence[Candidate], *, today: dt.date, now: dt.datetime, relevance: Relevance
) -> "Ranking":
    """One ask beside candidates that are there as a whole."""
    role_tells = request.kind is Kind.REQUEST
    kept = [relevance.candidate(one.details, one.role if role_tells else "", one.prepared) for one in candidates]
    return Ranking(request, kept, candidates.__getitem__, today, now, relevance)


def shown(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Those that people see: none when all are faint, because nobody would be helped by them."""
    return () if all(match.faint for match in matches) else tuple(matches)


@dataclass(frozen=True, order=True)
class _Judged:
    """A candidate that fits: `less` its score with the sign turned, by which and its id it is sorted."""

    less: float
    listing_id: int
    weak: bool = field(compare=False)
    faint: bool = field(compare=False)
    candidate: Candidate = field(compare=False)
    kept: Kept = field(compare=False)


class Ranking:
    """One ask beside its candidates, known by number. One person stands for one, with the listing that fits best."""

    def __init__(
        self,
        request: Ask,
        kept: Sequence[Kept],
        candidate: Callable[[int], Candidate],
        today: dt.date,
        now: dt.datetime,
        relevance: Relevance,
    ) -> None:
        self._request, self._kept, self._candidate = request, kept, candidate
        self._today, self._now, self._relevance = today, now, relevance
        # a role says what an offer is about; of whoever requests it says who asks, not what for
        offering = request.kind is Kind.OFFER
        self._desk = request.details.activity is Activity.DESK
        self._ask = relevance.prepare(request.details, request.role if offering else "")
        self._likenesses = relevance.compare_all(self._ask, kept, offering=offering)

    def asking(self, details: Details) -> "Ranking":
        """The same candidates beside the same words, with other wishes: nothing is compared anew."""
        other = copy(self)
        other._request = replace(self._request, details=details)
        return other

    def likely(self) -> list[Candidate]:
        """Those whom other wishes could make a match that is not weak."""
        every = enumerate(self._likenesses)
        return [self._candidate(number) for number, one in every if self._desk or trusted(one) == "strong"]

    def judged(self, most: int) -> list[_Judged]:
        """Those that fit, best first: at least the `most` best, and as many as it takes to tell whether all are faint;
        what comes after these may lack some."""
        found: list[_Judged] = []
        of: dict[int, _Judged] = {}
        scores = [likeness.score for likeness in self._likenesses]
        for number in sorted(range(len(scores)), key=scores.__getitem__, reverse=True):
            if len(found) >= most and -found[most - 1].less > self._most_worth(scores[number]):  # noqa: SIM102
                if not all(one.faint for one in found):
                    break
            one = self._judge(number)
            if one is None:
                continue
            person = one.candidate.person_id
            before = of.get(person)
            if before is not None and before < one:
                continue
            if before is not None:
                found.remove(before)
            if person:
                of[person] = one
            insort(found, one)
        return found

    def matches(self, judged: Sequence[_Judged], *, explained: bool = True) -> tuple[Match, ...]:
        """As they are given back."""
        matches: list[Match] = []
        for one in judged:
            why = self._why(one) if explained else ()
            # what comes after a weak match is no surer than it, whatever speaks for it alone
            weak = one.weak or bool(matches and matches[-1].weak)
            matches.append(Match(one.listing_id, round(-one.less, 4), weak, why, one.faint))
        return tuple(matches)

    def _most_worth(self, score: float) -> float:
        """What a candidate so alike could come to: nothing but fairness lifts a score, and a desk goes by its place."""
        return math.inf if self._desk else round(score * fairness.MOST, 6)

    def _judge(self, number: int) -> _Judged | None:
        likeness, request = self._likenesses[number], self._request
        if not self._desk and trusted(likeness) == "none":  # and nothing lifts it
            return None
        candidate = self._candidate(number)
        if not fits(request, candidate, self._today):
            return None
        score = (_desk(request, candidate) if self._desk else likeness.score) * activity_worth(request, candidate)
        if asked_of_others(request, candidate):
            score *= OTHER_SECTOR
        trust, strong, worth, least = (score, *_DESKS) if self._desk else _trust(score, likeness)
        if trust < least:
            return None
        less = -round(score * fairness.weight(candidate, self._now), 6)  # company in a matrix moves the last digits
        return _Judged(less, candidate.listing_id, trust < strong, trust < worth, candidate, self._kept[number])

    def _why(self, one: _Judged) -> tuple[str, ...]:
        subjects, both = ((), ()) if self._desk else self._relevance.common(self._ask, one.kept)
        said = as_written(f"{self._request.details.text} {self._request.details.topic}", both)
        return reasons.why(self._request, one.candidate, subjects, said, self._today)


def trusted(likeness: Likeness) -> Strength:
    """How far two texts that are this alike belong together."""
    trust, strong, worth, least = _trust(likeness.score, likeness)
    return "strong" if trust >= strong else "weak" if trust >= worth else "faint" if trust >= least else "none"


def _trust(score: float, likeness: Likeness) -> tuple[float, float, float, float]:
    """How far a match is trusted, and below what it is weak, faint and none."""
    if likeness.meaning is None:
        return score, STRONG_ALONE, WORTH_SHOWING_ALONE, WORTH_SHOWING_ALONE
    by_score, by_subjects, by_standing, bias = TRUST
    logit = by_score * score + by_subjects * likeness.subjects + by_standing * likeness.standing + bias
    return 1 / (1 + math.exp(-logit)), STRONG, WORTH_SHOWING, FAINT


def _desk(request: Ask, candidate: Candidate) -> float:
    """A desk is as good as it is near, and better still when it is meant for people like the asker."""
    distance = places.distance_km(*desk_places(request, candidate)) or 0.0
    return _DESK - _FARTHEST * min(1.0, distance / places.NEAR_KM) + _MEANT * meant_for_them(request, candidate)
