"""One turn, one transaction: dedupe, read, decide, write, queue the replies, save the state - or none of it."""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from bot import audit, dialogues, notifications, reminders
from bot.cards import Card, Text
from bot.commands import Command, carry_out, inverse, written
from bot.commands.membership import UseCode, organisation_of
from bot.commands.people import as_told
from bot.dialogue import STAY, Do, Effect, Heard, Question, Say, Stay, Step
from bot.dialogues import basics, coordinating, explaining, mine, sharing
from bot.events import CameBack, CodeRefused, DigestChanged, Erased, Event, WentOutOfReach, WorkspaceLeft
from bot.language import t
from bot.model.invitations import code_in
from bot.model.organisations import Organisation, Person
from bot.model.refusal import Refusal
from bot.ports.audit import Noted
from bot.ports.outbox import Message, Urgency
from bot.ports.person_view import PersonView
from bot.ports.unit_of_work import ConflictError, Store, UnitOfWork, patiently
from bot.turn import ChannelAddress, Joined, Left, Platform, Pressed, Said, Spoken, Turn, reference_of
from bot.understanding import understand
from bot.understanding.clean import plain
from bot.understanding.second_opinion import INSTRUCTIONS, Doubt, SecondOpinion, doubt, settled
from bot.understanding.understood import Intent, Understood
from bot.working_time import known_zone, local_date

RETRY_REMINDER = dt.timedelta(hours=1)
_ELSEWHERE = (Intent.HELP, Intent.LIST_MINE, Intent.BROWSE)
_ASIDE = (Intent.UNKNOWN, Intent.GREET, Intent.THANKS, Intent.HELP)

log = logging.getLogger(__name__)


class _Stranger(Exception):
    """Somebody from a workspace that no organisation has linked."""


class _InDoubt(Exception):
    """Words that a second opinion is wanted on; whatever the turn had begun is rolled back, and no lock is held."""

    def __init__(self, doubt: Doubt) -> None:
        self.doubt = doubt


class Engine:
    """Carries out turns and rings reminders. Safe to call from several threads; holds no state of its own.

    `second_opinion` is asked between two transactions, never within one, and only by those who set one up.
    """

    def __init__(self, store: Store, second_opinion: SecondOpinion | None = None) -> None:
        self._store = store
        self._second_opinion = second_opinion

    def warm_up(self) -> None:
        """Prepare what the first turn would otherwise wait half a second for: patterns and word lists."""
        understand("I can offer an hour on Thursday", channel="dm", today=dt.date(2026, 1, 1))

    def handle(self, turn: Turn) -> Spoken:
        """Do everything that one act leads to, or nothing. Raises what is a bug, after telling the person plainly."""
        try:
            try:
                return patiently(partial(self._take, turn))
            except _InDoubt as unsure:
                return patiently(partial(self._take, turn, self._consulted(unsure.doubt)))
        except _Stranger:
            return Spoken(refused=stranger_words())
        except Refusal as no:
            return patiently(partial(self._refuse, turn, no))
        except Exception:
            reference = reference_of(turn.id)
            log.exception("turn failed", extra={"turn": turn.id, "reference": reference})
            self._apologise(turn, reference)
            raise

    def _take(self, turn: Turn, wishes: tuple[Understood, ...] | None = None) -> Spoken:
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
            return _Taking(turn, work, self._second_opinion is not None, wishes, links).take()

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
                frozenset(lane for event in events for lane in _queue(notifications.of(event, work, now), work))
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
                lanes = _queue(notifications.undelivered(failure, work, now), work)
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
                return _queue((replace(message, urgency=Urgency.ROUTINE) for message in rung), work)
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
            return Spoken(frozenset(_queue([_reply(turn, 0, Card(str(no)))], work)))

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
                    _queue([Message(f"sorry:{turn.id}", turn.sender, card, turn.at)], work)
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


@dataclass
class _Taking:
    """One turn being carried out, inside its transaction."""

    turn: Turn
    work: UnitOfWork
    may_ask: bool = False
    """Whether there is a second opinion to be had."""
    settled: tuple[Understood, ...] | None = None
    """What the words want, where a second opinion was heard already."""
    links: bool = False
    """Whether this very turn has linked its workspace."""
    replies: list[Message] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    question: Question | None | Stay = STAY
    pressed_card_used: bool = False
    away: bool = False
    """Whether whoever acts could not be reached until now."""

    def take(self) -> Spoken:
        turn, work = self.turn, self.work
        if turn.place is not None and isinstance(turn.act, Joined | Left):
            return self._added_or_removed(turn.place)
        if isinstance(turn.act, Left):
            return self._leave()
        person = self._arrive()
        view = work.view_of(person, turn.at)
        match turn.act:
            case Joined():
                if not self.away:
                    self._reply(basics.hello(view))
            case Pressed():
                self._press(turn.act, person, view)
            case Said():
                self._hear(turn.act, person, view)
        if turn.place is not None and isinstance(turn.act, Said) and turn.act.channel == "mention":
            title = t("I've answered you in a direct message.")
            self.replies.append(Message(f"{turn.id}:place", turn.place, Card(title), turn.at, urgency=Urgency.ANSWER))
        self._welcome_back(person)
        lanes = _queue(self.replies, work)
        for event in self.events:
            reminders.after(event, work, turn.at)
            lanes |= _queue(notifications.of(event, work, turn.at), work)
        self._settle(person)
        return Spoken(frozenset(lanes))

    def _arrive(self) -> Person:
        """Whoever acts: known from now on, and reached here. What waited while they could not be reached is sent."""
        turn, work = self.turn, self.work
        found = work.people.found(turn.sender)
        person, works = found or (_joined(turn, work), False)
        work.acts_for(person.organisation.id)  # who was here before their workspace changed hands stays where they were
        person = self._kept_up(person)
        if not works and work.workspaces.back(turn.sender.platform, turn.sender.workspace):
            work.outbox.post(turn.sender.platform, turn.sender.workspace, turn.at)
        self.away = found is not None and not works and work.people.home(person.id) is None
        work.people.seen(turn.sender, turn.at)
        if found is not None and not works:
            work.outbox.release(person.id, turn.sender, turn.at)
        if self.away:
            self.events.append(CameBack(person, turn.at))
        return person

    def _kept_up(self, person: Person) -> Person:
        """A name, a clock or a language that changed where they speak from changes here."""
        now = as_told(person, self.turn.profile)
        if now != person:
            self.work.people.save(now)
        return now

    def _welcome_back(self, person: Person) -> None:
        """Where things stand, to somebody who could not be reached for a while; unless they have just been shown."""
        gone = any(isinstance(event, Erased) for event in self.events)
        if self.away and not gone and not any(reply.card.matter == mine.MATTER for reply in self.replies):
            _, view = self._fresh(person)
            self._reply(mine.mine(view, t("Welcome back. Here's what you have with me")))

    def _leave(self) -> Spoken:
        """Nothing more is sent to this address; what is not sent yet goes to another one of theirs, or waits."""
        turn, work = self.turn, self.work
        found = work.people.found(turn.sender)
        if found is None or not found[1]:
            return Spoken()
        person, sender = found[0], turn.sender
        work.acts_for(person.organisation.id)
        work.people.gone(sender)
        work.outbox.hold(sender.platform, sender.workspace, sender.user)
        elsewhere = work.people.home(person.id)
        if elsewhere is not None:
            work.outbox.release(person.id, elsewhere, turn.at)
            return Spoken(frozenset({str(elsewhere)}))
        return Spoken(frozenset(_queue(notifications.of(WentOutOfReach(person, turn.at), work, turn.at), work)))

    def _added_or_removed(self, place: ChannelAddress) -> Spoken:
        """The bot came to a place that several people read: one word to them all. Or it left, and posts no more."""
        turn, work = self.turn, self.work
        if isinstance(turn.act, Joined):
            return Spoken(frozenset(_queue([Message(f"{turn.id}:0", place, sharing.welcome(), turn.at)], work)))
        work.outbox.unpost(place, turn.at)
        digest = work.digests.get(place)
        if digest is not None and digest.on:
            off = replace(digest, on=False)
            work.digests.save(off)
            reminders.after(DigestChanged(digest, off), work, turn.at)
        return Spoken()

    def _press(self, press: Pressed, person: Person, view: PersonView) -> None:
        dialogue = dialogues.for_verb(press.verb)
        if dialogue is None or dialogue.pressed is None:
            self._reply(Card(t("That button is from an older version of me. Say “mine” to see where things stand.")))
            return
        self._do(dialogue.pressed(press, view), person)

    def _hear(self, said: Said, person: Person, view: PersonView) -> None:
        if code := code_in(plain(said.text)):
            sender = self.turn.sender
            self._do(Step((Do(UseCode(code, sender.platform, sender.workspace, self.links)),)), person)
            return
        today = local_date(self.turn.at, person.time_zone)
        heard = Heard(
            said, understand(said.text, channel=said.channel, today=today), self.turn.place, second_opinion=self.may_ask
        )
        question = self._open_question(person)
        words = plain(said.text).casefold().strip(" .!")
        if self._ordered(said, words, question, person, view):
            return
        if question is not None and not _elsewhere(heard, words):
            dialogue = dialogues.for_question(question)
            step = dialogue.answered(question, heard, view) if dialogue.answered else None
            if step is not None:
                self._do(step, person)
                return
        if self.settled is not None:
            heard = replace(heard, wishes=self.settled)
        elif self.may_ask and (unsure := doubt(said.text, said.channel, today, heard.wishes, (person.name,))):
            raise _InDoubt(unsure)
        if any(wish.intent not in _ASIDE for wish in heard.wishes):
            self.question = None  # something else is talked about now
        try:
            for wish in heard.wishes:
                dialogue = dialogues.for_intent(wish.intent)
                if dialogue.wished:
                    self._do(dialogue.wished(wish, heard, view), person)
        except Refusal as no:
            if heard.alone:
                raise
            raise Refusal(t("I've done nothing of that, because of one part of it. {why}", why=no)) from no

    def _ordered(self, said: Said, words: str, question: Question | None, person: Person, view: PersonView) -> bool:
        """What means the same whatever is open, and is done at once: stop, start again, a question about the bot."""
        whom = said.channel == "slash:/shadow"
        if words in basics.STOP_WORDS and not whom:
            self._do(Step((Say(basics.stopped(question is not None)),), None), person)
        elif words in basics.AFRESH_WORDS and person.paused_until is None:
            self._do(Step((Say(basics.hello(view)),), None), person)
        elif person.coordinator and question is None and words in coordinating.WORDS and not whom:
            self._press(Pressed("coordinate"), person, view)
        elif (
            not said.channel.startswith("slash:")
            and (question is None or " " in words)  # one word may be the answer to what is open
            and (answer := explaining.answer(words, view)) is not None
        ):
            self._reply(answer)  # whatever is open stays open: people ask before they answer
        else:
            return False
        return True

    def _do(self, step: Step, person: Person) -> None:
        """Effects in their order; what an event leads to is said by the dialogue that tells it, from a fresh view."""
        self.question = step.question if step.question is not STAY else self.question
        for effect in step.effects:
            if isinstance(effect, Do):
                self._carry_out(effect.command, person)
            else:
                self._put(effect)
        if step.then is not None:
            self._press(step.then, *self._fresh(person))

    def _carry_out(self, command: Command, person: Person) -> None:
        by, _ = self._fresh(person)
        happened = carry_out(command, by, self.work, self.turn.at)
        for noted in (noted for event in happened for noted in audit.of(event, by)):
            self.work.audit.note(noted, by.id, self.turn.at)
        self.events += happened
        _, view = self._fresh(person)
        if not happened:
            self._reply(Card(t("That's done already. Say “mine” to see where things stand.")))
        for event in happened:
            dialogue = dialogues.for_event(event)
            if dialogue is not None and dialogue.told is not None:
                told = dialogue.told(event, view)
                self.question = told.question if told.question is not STAY else self.question
                for effect in told.effects:
                    self._put(effect)

    def _put(self, effect: Effect) -> None:
        assert not isinstance(effect, Do)
        if isinstance(effect, Say):
            self._reply(effect.card)
            return
        act = self.turn.act
        shared = self.turn.place is not None  # a card that others see too must not become one person's answer
        if isinstance(act, Pressed) and act.card and not shared and not self.pressed_card_used:
            self.pressed_card_used = True
            self.replies.append(_reply(self.turn, len(self.replies), effect.card, replaces=act.card))
            return
        self._reply(effect.card)

    def _reply(self, card: Card) -> None:
        self.replies.append(_reply(self.turn, len(self.replies), card))

    def _fresh(self, person: Person) -> tuple[Person, PersonView]:
        now = self.work.people.get(person.id)
        return now, self.work.view_of(now, self.turn.at)

    def _open_question(self, person: Person) -> Question | None:
        saved = self.work.conversations.load(person.id)
        return dialogues.read(saved, self.turn.at) if saved else None

    def _settle(self, person: Person) -> None:
        """Save the open question and what can be undone, or forget the person if that was asked."""
        if any(isinstance(event, Erased) for event in self.events):
            self.work.people.erase(person.id)
            return
        if not isinstance(self.question, Stay):
            asked = dialogues.written(self.question, self.turn.at) if self.question else None
            self.work.conversations.save(person.id, asked)
        changes = [event for event in self.events if not isinstance(event, CodeRefused | CameBack)]
        if changes:
            undo = next((command for event in reversed(changes) if (command := inverse(event))), None)
            self.work.conversations.remember_change(person.id, written(undo) if undo else None)


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


def _joined(turn: Turn, work: UnitOfWork) -> Person:
    """Somebody new, of the organisation whose workspace it is."""
    organisation = work.people.organisation_of(turn.sender.platform, turn.sender.workspace)
    assert organisation is not None
    profile = turn.profile
    name = plain(profile.name)[:80]
    work.acts_for(organisation.id)
    person = work.people.join(turn.sender, organisation, name, known_zone(profile.time_zone), profile.contact)
    work.audit.note(Noted("person joined", f"person:{person.id}", (person.id,)), person.id, turn.at)
    return person


def _elsewhere(heard: Heard, words: str) -> bool:
    """Whether words are for something else than the open question: a command, or a short way out of it."""
    if heard.said.channel.startswith("slash:") or heard.place is not None:
        return True
    return heard.alone and heard.wishes[0].intent in _ELSEWHERE and len(words.split()) <= 4


def _reply(turn: Turn, number: int, card: Card, *, replaces: str = "") -> Message:
    return Message(f"{turn.id}:{number}", turn.sender, card, turn.at, replaces=replaces, urgency=Urgency.ANSWER)


def _queue(messages: Iterable[Message], work: UnitOfWork) -> set[str]:
    """Queue them, and before each new card of a matter retire the one before, so that one card alone can be pressed."""
    lanes = set()
    for message in messages:
        if message.card.matter and not message.replaces and not message.supersedes and not message.waits:
            spent = Card(t("Updated below."), matter=message.card.matter)
            retire = replace(message, key=f"{message.key}:retire", card=spent, supersedes=True, reader_id=None, asks="")
            work.outbox.queue(retire)
        work.outbox.queue(message)
        if message.reader_id is not None and not message.supersedes:
            work.conversations.save(message.reader_id, message.asks or None)
        lanes.add(str(message.to))
    return lanes
