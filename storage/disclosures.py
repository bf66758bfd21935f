"""Who was shown what of whom, and when: ids and a word, never what it said."""

import datetime as dt

from sqlmodel import Session

from storage import tables
from storage.database import insert_once
from storage.reach import Grant, under


class StoredDisclosures:
    """Implements `bot.ports.disclosures.Disclosures`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @under(Grant.OTHER_SIDE)
    def record(self, viewer_id: int, subject_id: int, what: str, about: str, at: dt.datetime) -> None:
        """`what` is "listing", "role" or "contact"; recording the same again changes nothing."""
        viewer = self._session.get_one(tables.Person, viewer_id)
        subject = self._session.get_one(tables.Person, subject_id)
        insert_once(
            self._session,
            tables.Disclosure,
            viewer_id=viewer_id,
            subject_id=subject_id,
            viewer_organisation_id=viewer.organisation_id,
            subject_organisation_id=subject.organisation_id,
            what=what,
            about=about,
            at=at,
        )
