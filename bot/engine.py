"""One turn, one transaction, once: all that it leads to (`bot/taking.py`), or none of it. And what is due rings."""

import datetime as dt
import logging
from dataclasses import replace
from functools import partial

from bot import commands, dialogues, notifications, reminders
from bot.cards import Card, Text
from bot.commands.membership import organisation_of
from bot.dialogues import coordinating
from bot.events import CodeRefused, Event, WentOutOfReach, WorkspaceLeft
from bot.language import t
from bot.model.invitations import code_in
from bot.model.organisations import Organisation
from bot.model.refusal import Refusal
from bot.ports.outbox import Message, Urgency
from bot.ports.unit_of_work import ConflictError, Store, UnitOfWork, patiently
from bot.queueing import queue, reply
from bot.taking import InDoubt, Reading, Taking, read_ahead
from bot.turn import Platform, Said, Spoken, Turn, reference_of
from bot.understanding import understand
from bot.understanding.clean import plain
from bot.understanding.second_opinion import INSTRUCTIONS, Doubt, SecondOpinion, settled
from bot.understanding.understood import Understood
from bot.working_time import LONDON, known_zone

RETRY_REMINDER = dt.timedelta(hours=1)

log = logging.getLogger(__name__)


class _Stranger(Exception):
    """Somebody from a workspace that no organisation has linked."""


class Engine:
    """Carries out turns and rings reminders. Safe to call from several threads; holds no state of its own.

    `second_opinion` is asked between two transactions, never within one, and only by those who set one up.
    """

    def __init__(self, store: Store, second_opinion: SecondOpinion | None = None) -> None:
        self._store = store
        self._second_opinion = second_opinion

    def warm_up(self) -> None:
        """Prepare what the first turn would otherwise wait half a second for: the network, patterns, word lists, what
        reads and writes JSON, time zones."""
        understand("I can offer an hour on Thursday", channel="dm", today=dt.date(2026, 1, 1))
        Card("").as_json()
        commands.read("")
        dialogues.read("", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        known_zone(LONDON)

    def handle(self, turn: Turn) -> Spoken:
        """Do everything that one act leads to, or nothing. Raises what is a bug, after telling the person plainly."""
        try:
            reading = read_ahead(turn)
            try:
                return patiently(partial(self._take, turn, reading))
            except InDoubt as unsure:
                return patiently(partial(self._take, turn, reading, self._consulted(unsure.doubt)))
        except _Stranger:
            return Spoken(refused=stranger_words())
        except Refusal as no:
            return patiently(partial(self._refuse, turn, no))
        except Exception:
            reference = reference_of(turn.id)
            log.exception("turn failed", extra={"turn": turn.id, "reference": reference})
            self._apologise(turn, reference)
            raise

    def _take(self, turn: Turn, reading: Reading | None, wishes: tuple[Understood, ...] | None = None) -> Spoken:
        """The turn in one transaction; `wishes` is what it wants where that was settled before."""
        with self._store.begin() as work:
            owner = _organisation(turn, work)
            links = owner is None
            if links and (refused := _linked_by_code(turn, work)) is not None:
                return Spoken(refused=coordinating.refused(refused))  # which commits that it was counted
            if not work.first_time(turn.id, turn.at):
                return Spoken(duplicate=True)
            if owner is not None:
                work.acts_for(owner.id)
            return Taking(turn, work, reading, self._second_opinion is not None, wishes, links).take()

    def _consulted(self, doubt: Doubt) -> tuple[Understood, ...]:
        assert self._second_opinion is not None
        return settled(doubt, self._second_opinion.answer(INSTRUCTIONS, doubt.question))

    def ring(self, now: dt.datetime) -> Spoken:
        """Do everything that is due at `now`, each reminder in a transaction of its own."""
        lanes: set[str] = set()
        while (rung := patiently(partial(self._ring_one, now))) is not None:
            lanes |= rung
        while (told := patiently(partial(self._tell_one, now))) is not None:
            lanes |= told
        return Spoken(frozenset(lanes))

    def workspace_left(self, platform: Platform, workspace: str, now: dt.datetime) -> Spoken:
        """The app was uninstalled there, or its token revoked: nobody there can be reached until they write again.

        Whoever has plans with somebody there is told, and so are coordinators who are reached elsewhere. Once: being
        told it again changes nothing, nor does it for a workspace that nobody has linked.
        """
        return patiently(partial(self._workspace_left, platform, workspace, now))

    def _workspace_left(self, platform: Platform, workspace: str, now: dt.datetime) -> Spoken:
        with self._store.begin() as work:
            left = work.workspaces.left(platform, workspace, now)
            if left is None:
                return Spoken()
            work.acts_for(left[0].id)
            work.outbox.hold(platform, workspace)
            stranded = map(work.people.get, work.workspaces.stranded(platform, workspace))
            events: list[Event] = [WorkspaceLeft(*left), *(WentOutOfReach(person, now) for person in stranded)]
            return Spoken(
                frozenset(lane for event in events for lane in queue(notifications.of(event, work, now), work))
            )

    def _tell_one(self, now: dt.datetime) -> set[str] | None:
        """The lanes of coordinators who hear of the next message that was given up; None when all were told of."""
        failure = None
        try:
            with self._store.begin() as work:
                failure = work.failures.next_untold()
                if failure is None:
                    return None
                work.failures.mark_told(failure.id, now)
                lanes = queue(notifications.undelivered(failure, work, now), work)
        except ConflictError:
            raise
        except Exception:
            if failure is None:
                raise
            log.exception("coordinators not told", extra={"undelivered": failure.id})
            with self._store.begin() as work:
                work.failures.mark_told(failure.id, now)
            return set()
        if not lanes and not failure.notice:
            log.error("undelivered, and nobody to tell", extra={"undelivered": failure.id, "why": failure.why})
        return lanes

    def _ring_one(self, now: dt.datetime) -> set[str] | None:
        """The lanes that the next due reminder wrote to; None when none is due. One that fails waits an hour."""
        reminder = None
        try:
            with self._store.begin() as work:
                reminder = work.claim_reminder(now)
                if reminder is None:
                    return None
                rung = reminders.ring(reminder, work, now)
                return queue((replace(message, urgency=Urgency.ROUTINE) for message in rung), work)
        except ConflictError:
            raise
        except Exception:
            if reminder is None:
                raise
            log.exception("reminder failed", extra={"reminder": reminder.key})
            with self._store.begin() as work:
                work.reminders.set(replace(reminder, due_at=now + RETRY_REMINDER))
            return set()

    def _refuse(self, turn: Turn, no: Refusal) -> Spoken:
        """An expected no: nothing was changed, and the person hears why."""
        with self._store.begin() as work:
            if _organisation(turn, work) is None:  # of a stranger nothing is stored, not even where to answer
                return Spoken(refused=str(no))
            if not work.first_time(turn.id, turn.at):
                return Spoken(duplicate=True)
            return Spoken(frozenset(queue([reply(turn, 0, Card(str(no)))], work)))

    def _apologise(self, turn: Turn, reference: str) -> None:
        """A bug: the turn stays retryable, and the person is told once however often it is retried."""
        card = Card(
            t("I'm sorry, something went wrong at my end, and nothing was changed."),
            (
                Text(
                    t(
                        "Please try once more in a few minutes. If it happens again, quote {reference}.",
                        reference=reference,
                    )
                ),
            ),
        )
        try:
            with self._store.begin() as work:
                if _organisation(turn, work) is not None:
                    queue([Message(f"sorry:{turn.id}", turn.sender, card, turn.at)], work)
        except Exception:
            log.exception("apology failed", extra={"turn": turn.id, "reference": reference})


def stranger_words() -> str:
    """What somebody hears whose workspace nobody has linked; it stands in no table."""
    return t(
        "Hello! I don't know your workspace yet, so I can't help here, and I've kept nothing of what you wrote. "
        "If your organisation takes part already, ask its coordinator for an invitation code and write it to me here. "
        "If it doesn't, send this message to your IT people: they can ask whoever runs In Your Shoes for a code, and "
        "writing it to me here links the workspace."
    )


def _organisation(turn: Turn, work: UnitOfWork) -> Organisation | None:
    return work.people.organisation_of(turn.sender.platform, turn.sender.workspace)


def _linked_by_code(turn: Turn, work: UnitOfWork) -> CodeRefused | None:
    """Link a stranger's workspace, if this is the code for it. Raises _Stranger for whatever else they do."""
    code = code_in(plain(turn.act.text)) if isinstance(turn.act, Said) else None
    if code is None:
        raise _Stranger
    platform, workspace = turn.sender.platform, turn.sender.workspace
    found = organisation_of(code, platform, workspace, work, turn.at)
    if isinstance(found, CodeRefused):
        return found
    work.acts_for(found.id)
    if not work.workspaces.link(found.id, platform, workspace):
        raise ConflictError  # somebody else linked it at this instant
    return None
