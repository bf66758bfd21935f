"""Suggestions, exchanges, legs, proposed dates and reflections, as rows and as values."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.model.exchanges import (
    Exchange,
    ExchangeState,
    Leg,
    LegState,
    Proposal,
    Reflection,
    Sharing,
    Suggestion,
    SuggestionState,
)
from storage import details, tables, values
from storage.database import insert_once
from storage.reach import Grant, fetch, under


class StoredExchanges:
    """Implements `bot.ports.exchanges.Exchanges`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # ------------------------------------------------------------ suggestions

    def suggest(self, suggestion: Suggestion) -> Suggestion:
        """Store a new one (its `id` is ignored) and return it with its id."""
        row = tables.Suggestion(
            offer_id=suggestion.offer_id,
            request_id=suggestion.request_id,
            host_id=suggestion.host_id,
            guest_id=suggestion.guest_id,
            asker_id=suggestion.asker_id,
            host_organisation_id=self._organisation(suggestion.host_id),
            guest_organisation_id=self._organisation(suggestion.guest_id),
            details=details.as_json(suggestion.details),
            reasons=list(suggestion.reasons),
            state=suggestion.state.value,
            asked_at=suggestion.asked_at,
            answered_at=suggestion.answered_at,
            reason=suggestion.reason,
        )
        self._session.add(row)
        self._session.flush()
        return values.suggestion(row)

    def suggestion(self, suggestion_id: int) -> Suggestion | None:
        """Whatever its state."""
        row = fetch(self._session, tables.Suggestion, suggestion_id)
        return values.suggestion(row) if row else None

    def save_suggestion(self, suggestion: Suggestion) -> None:
        """Its answer; who it is between does not change. Raises LookupError if it is not there."""
        row = fetch(self._session, tables.Suggestion, suggestion.id)
        if row is None:
            raise LookupError(f"there is no suggestion {suggestion.id}")
        row.details, row.reasons = details.as_json(suggestion.details), list(suggestion.reasons)
        row.state, row.answered_at, row.reason = suggestion.state.value, suggestion.answered_at, suggestion.reason

    def between(self, one: int, other: int, since: dt.datetime) -> tuple[Suggestion, ...]:
        """Suggestions in which these two people met since then, whoever asked; oldest first."""
        host, guest = col(tables.Suggestion.host_id), col(tables.Suggestion.guest_id)
        rows = self._session.exec(
            select(tables.Suggestion)
            .where(
                sa.or_(sa.and_(host == one, guest == other), sa.and_(host == other, guest == one)),
                col(tables.Suggestion.asked_at) >= since,
            )
            .order_by(col(tables.Suggestion.asked_at), col(tables.Suggestion.id))
        ).all()
        return tuple(values.suggestion(row) for row in rows)

    def waiting(self, person_id: int) -> tuple[Suggestion, ...]:
        """Those still asked in which this person is one of the two, oldest first."""
        rows = self._session.exec(
            select(tables.Suggestion)
            .where(
                sa.or_(col(tables.Suggestion.host_id) == person_id, col(tables.Suggestion.guest_id) == person_id),
                col(tables.Suggestion.state) == SuggestionState.ASKED,
            )
            .order_by(col(tables.Suggestion.asked_at), col(tables.Suggestion.id))
        ).all()
        return tuple(values.suggestion(row) for row in rows)

    # ------------------------------------------------------------ exchanges and legs

    def begin(self, suggestion: Suggestion, token: str, minutes: int) -> Exchange:
        """The exchange of an accepted suggestion, with its one leg; the existing one if there is one already."""
        first = insert_once(
            self._session, tables.Exchange, suggestion_id=suggestion.id, state=ExchangeState.UNDER_WAY.value
        )
        row = self._session.exec(
            select(tables.Exchange).where(col(tables.Exchange.suggestion_id) == suggestion.id)
        ).one()
        if first:
            self._session.add(
                tables.Leg(
                    exchange_id=row.id,
                    host_id=suggestion.host_id,
                    guest_id=suggestion.guest_id,
                    host_organisation_id=self._organisation(suggestion.host_id),
                    guest_organisation_id=self._organisation(suggestion.guest_id),
                    details=details.as_json(suggestion.details),
                    state=LegState.ARRANGING.value,
                    token=token,
                    minutes=minutes,
                )
            )
            self._session.flush()
        return self._whole(row)

    def exchange(self, exchange_id: int) -> Exchange | None:
        """With its legs, in the order in which they were added."""
        row = self._session.get(tables.Exchange, exchange_id)
        return self._whole(row) if row else None

    def exchange_of(self, suggestion_id: int) -> Exchange | None:
        """What this suggestion became."""
        row = self._session.exec(
            select(tables.Exchange).where(col(tables.Exchange.suggestion_id) == suggestion_id)
        ).first()
        return self._whole(row) if row else None

    def save_exchange(self, exchange: Exchange) -> None:
        """Saves the state of the exchange and of each of its legs. Raises LookupError if it is not there."""
        row = self._session.get(tables.Exchange, exchange.id)
        if row is None:
            raise LookupError(f"there is no exchange {exchange.id}")
        row.state = exchange.state.value
        for leg in exchange.legs:
            self._leg(leg.id).state = leg.state.value

    def leg(self, leg_id: int) -> Leg | None:
        """Whatever its state."""
        row = fetch(self._session, tables.Leg, leg_id)
        return values.leg(row) if row else None

    @under(Grant.TOKEN)
    def leg_by_token(self, token: str) -> Leg | None:
        """The leg whose diary file has this unguessable address."""
        row = self._session.exec(select(tables.Leg).where(col(tables.Leg.token) == token)).first()
        return values.leg(row) if row else None

    def save_leg(self, leg: Leg) -> None:
        """All of it but whose it is. Raises LookupError if it is not there."""
        row = self._leg(leg.id)
        row.details, row.state, row.token = details.as_json(leg.details), leg.state.value, leg.token
        row.starts_at, row.minutes, row.where, row.sequence = leg.starts_at, leg.minutes, leg.where, leg.sequence

    # ------------------------------------------------------------ dates

    def propose(
        self, leg_id: int, person_id: int, starts: Sequence[dt.datetime], where: str = ""
    ) -> tuple[Proposal, ...]:
        """Replaces every open proposal of the leg."""
        self.close_proposals(leg_id)
        rows = [
            tables.Proposal(leg_id=leg_id, person_id=person_id, starts_at=at, where=where) for at in sorted(set(starts))
        ]
        self._session.add_all(rows)
        self._session.flush()
        return tuple(values.proposal(row) for row in rows)

    def proposals(self, leg_id: int) -> tuple[Proposal, ...]:
        """The open ones, soonest first."""
        rows = self._session.exec(
            select(tables.Proposal)
            .where(col(tables.Proposal.leg_id) == leg_id, col(tables.Proposal.open).is_(True))
            .order_by(col(tables.Proposal.starts_at), col(tables.Proposal.id))
        ).all()
        return tuple(values.proposal(row) for row in rows)

    def proposal(self, proposal_id: int) -> Proposal | None:
        """Open or not."""
        row = self._session.get(tables.Proposal, proposal_id)
        return values.proposal(row) if row else None

    def close_proposals(self, leg_id: int) -> None:
        """None of them can be taken any more."""
        self._session.exec(
            sa.update(tables.Proposal)
            .where(col(tables.Proposal.leg_id) == leg_id, col(tables.Proposal.open).is_(True))
            .values(open=False)
        )

    # ------------------------------------------------------------ reflections

    def reflect(
        self, leg_id: int, person_id: int, answers: tuple[str, str, str], sharing: Sharing, at: dt.datetime
    ) -> Reflection:
        """One for each person and leg: writing again replaces it."""
        row = self._reflection(leg_id, person_id)
        surprised, differently, tell = answers
        if row is None:
            row = tables.Reflection(
                leg_id=leg_id,
                person_id=person_id,
                organisation_id=self._organisation(person_id),
                surprised=surprised,
                differently=differently,
                tell=tell,
                sharing=sharing.value,
                written_at=at,
            )
            self._session.add(row)
        row.surprised, row.differently, row.tell = answers
        row.sharing, row.written_at = sharing.value, at
        self._session.flush()
        return values.reflection(row)

    def reflection(self, leg_id: int, person_id: int) -> Reflection | None:
        """What this person wrote about this leg."""
        row = self._reflection(leg_id, person_id)
        return values.reflection(row) if row else None

    # ------------------------------------------------------------ below

    @under(Grant.OTHER_SIDE)
    def _organisation(self, person_id: int) -> int:
        row = self._session.get(tables.Person, person_id)
        if row is None:
            raise LookupError(f"there is no person {person_id}")
        return row.organisation_id

    def _leg(self, leg_id: int) -> tables.Leg:
        row = fetch(self._session, tables.Leg, leg_id)
        if row is None:
            raise LookupError(f"there is no leg {leg_id}")
        return row

    def _whole(self, row: tables.Exchange) -> Exchange:
        legs = self._session.exec(
            select(tables.Leg).where(col(tables.Leg.exchange_id) == row.id).order_by(col(tables.Leg.id))
        ).all()
        return Exchange(row.id, row.suggestion_id, ExchangeState(row.state), tuple(values.leg(leg) for leg in legs))

    def _reflection(self, leg_id: int, person_id: int) -> tables.Reflection | None:
        return self._session.exec(
            select(tables.Reflection).where(
                col(tables.Reflection.leg_id) == leg_id, col(tables.Reflection.person_id) == person_id
            )
        ).first()
