"""Channels that asked for the weekly post, and what it may say to everybody there: no names."""

import datetime as dt
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.model.exchanges import LegState, Reflection, Sharing
from bot.model.listings import Details, Kind
from bot.model.organisations import Organisation
from bot.ports.digests import Digest, DigestItems
from bot.ports.seen import Glimpse
from bot.turn import ChannelAddress
from storage import browsing, details, tables, values
from storage.person_view import found, glimpse
from storage.reach import Grant, ours, under
from storage.without_names import without_names

SHORTEST_AHEAD = dt.timedelta(days=7)
LONGEST_AHEAD = dt.timedelta(days=31)


class StoredDigests:
    """Implements `bot.ports.digests.Digests`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, channel: ChannelAddress) -> Digest | None:
        """The channel's subscription, on or off."""
        row = self._row(channel)
        return values.digest(row) if row else None

    def save(self, digest: Digest) -> None:
        """One for each channel: the newest replaces the one before."""
        said: dict[str, Any] = {
            "organisation_id": digest.organisation_id,
            "weekday": digest.weekday,
            "hour": digest.hour,
            "time_zone": digest.time_zone,
            "every": digest.every,
            "on": digest.on,
            "last_at": digest.last_at,
        }
        row = self._row(digest.channel)
        if row is None:
            self._session.add(tables.Digest(channel=str(digest.channel), **said))
        else:
            row.sqlmodel_update(said)
        self._session.flush()

    @under(Grant.POST)
    def items(self, organisation_id: int, since: dt.datetime, now: dt.datetime) -> DigestItems:
        """What is new since then for the people of this organisation.

        Listings are those of other organisations, newest first. Visits are as far ahead as `since` is behind, between
        a week and a month, so that each is announced about once. Reflections are those of the organisation's own people
        that it may read, and those that are for both organisations of a visit; none if one of the two people has left,
        whose name would no longer be known and so could not be kept out.
        """
        ahead = now + min(max(now - since, SHORTEST_AHEAD), LONGEST_AHEAD)
        offers = browsing.newest(self._session, organisation_id, Kind.OFFER, since, now)
        requests = browsing.newest(self._session, organisation_id, Kind.REQUEST, since, now)
        return DigestItems(
            offers=tuple(found(hit, named=False) for hit in offers),
            requests=tuple(found(hit, named=False) for hit in requests),
            visits=self._visits(organisation_id, now, ahead),
            reflections=self._reflections(organisation_id, since, now),
        )

    def _row(self, channel: ChannelAddress) -> tables.Digest | None:
        return self._session.exec(
            select(tables.Digest).where(col(tables.Digest.channel) == str(channel), ours(self._session, tables.Digest))
        ).first()

    def _visits(
        self, organisation_id: int, now: dt.datetime, ahead: dt.datetime
    ) -> tuple[tuple[Details, dt.datetime, Organisation], ...]:
        leg = tables.Leg
        host, guest = col(leg.host_organisation_id), col(leg.guest_organisation_id)
        other = sa.case((host == organisation_id, guest), else_=host)
        rows = self._session.exec(
            select(leg, tables.Organisation)
            .join(tables.Organisation, col(tables.Organisation.id) == other)
            .where(
                sa.or_(host == organisation_id, guest == organisation_id),
                col(leg.state) == LegState.BOOKED,
                col(leg.starts_at) > now,
                col(leg.starts_at) <= ahead,
            )
            .order_by(col(leg.starts_at), col(leg.id))
        ).all()
        return tuple(
            (details.from_json(row.details), row.starts_at, values.organisation(organisation))
            for row, organisation in rows
            if row.starts_at is not None
        )

    def _reflections(
        self, organisation_id: int, since: dt.datetime, now: dt.datetime
    ) -> tuple[tuple[Reflection, Details, Glimpse], ...]:
        reflection, leg = tables.Reflection, tables.Leg
        other = aliased(tables.Person)
        rows = self._session.exec(
            select(reflection, leg, tables.Person, other)
            .join(leg, col(leg.id) == col(reflection.leg_id))
            .join(tables.Person, col(tables.Person.id) == col(reflection.person_id))
            .join(
                other,
                sa.and_(
                    col(other.id).in_([col(leg.host_id), col(leg.guest_id)]),
                    col(other.id) != col(reflection.person_id),
                ),
            )
            .where(
                col(other.erased).is_(False),
                sa.or_(
                    sa.and_(
                        col(reflection.sharing) == Sharing.PUBLIC,
                        sa.or_(
                            col(leg.host_organisation_id) == organisation_id,
                            col(leg.guest_organisation_id) == organisation_id,
                        ),
                    ),
                    sa.and_(
                        col(reflection.sharing) == Sharing.ORGANISATION,
                        col(reflection.organisation_id) == organisation_id,
                    ),
                ),
                col(reflection.written_at) > since,
                col(reflection.written_at) <= now,
            )
            .order_by(col(reflection.written_at).desc(), col(reflection.id).desc())
            .limit(browsing.MOST)
        ).all()
        return tuple(
            (
                _nameless(values.reflection(row), visit, writer, met),
                details.from_json(visit.details),
                glimpse(
                    writer,
                    values.organisation(self._session.get_one(tables.Organisation, row.organisation_id)),
                    named=False,
                ),
            )
            for row, visit, writer, met in rows
        )


def _nameless(written: Reflection, leg: tables.Leg, writer: tables.Person, met: tables.Person) -> Reflection:
    stand_ins = {met.name: "my host" if leg.host_id == met.id else "my visitor", writer.name: "the writer"}
    return replace(
        written,
        surprised=without_names(written.surprised, stand_ins),
        differently=without_names(written.differently, stand_ins),
        tell=without_names(written.tell, stand_ins),
    )
