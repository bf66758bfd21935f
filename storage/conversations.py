"""The open question of each person and what they can undo, as the core wrote them: nothing here reads either."""

from sqlmodel import Session

from storage import tables
from storage.reach import Grant, under


class StoredConversations:
    """Implements `bot.ports.conversations.Conversations`. A row that was looked up is held until the unit of work ends:
    the session itself lets go of it at once, and a turn needs it three times."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: dict[int, tables.Conversation] = {}

    def load(self, person_id: int) -> str | None:
        """The open question, None if there is none."""
        row = self._row(person_id)
        return row.state if row else None

    @under(Grant.OTHER_SIDE)
    def save(self, person_id: int, state: str | None) -> None:
        """Replace the open question; None closes it."""
        row = self._row(person_id)
        if row is not None:
            row.state = state
        elif state is not None:
            self._open(person_id).state = state

    def last_change(self, person_id: int) -> str | None:
        """What can be undone, None if nothing can."""
        row = self._row(person_id)
        return row.last_change if row else None

    def remember_change(self, person_id: int, change: str | None) -> None:
        """Replace what can be undone."""
        row = self._row(person_id)
        if row is not None:
            row.last_change = change
        elif change is not None:
            self._open(person_id).last_change = change

    def _row(self, person_id: int) -> tables.Conversation | None:
        row = self._session.get(tables.Conversation, person_id)  # asks the database only if nobody holds it
        if row is not None:
            self._held[person_id] = row
        return row

    def _open(self, person_id: int) -> tables.Conversation:
        person = self._session.get(tables.Person, person_id)
        if person is None or person.erased:
            # The turn in which somebody asks to be forgotten still ends by closing its conversation.
            raise LookupError(f"there is no person {person_id}")
        row = tables.Conversation(person_id=person_id, organisation_id=person.organisation_id)
        self._session.add(row)
        return row
