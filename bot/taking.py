"""One turn inside its transaction: who acts, what they want, what is done about it, and who is told what."""

import datetime as dt
from dataclasses import dataclass, field, replace

from bot import audit, dialogues, due, notifications
from bot.cards import Card
from bot.commands import Command, carry_out, inverse, written
from bot.commands.membership import UseCode
from bot.commands.people import as_told
from bot.dialogue import STAY, Do, Effect, Heard, Question, Say, Stay, Step
from bot.dialogues import basics, care, coordinating, explaining, mine, sharing, undecided
from bot.dialogues.drafts_in_words import PUBLISH, DraftOpen, Standing
from bot.events import CameBack, CodeRefused, DigestChanged, Erased, Event, WentOutOfReach
from bot.language import t
from bot.model.invitations import code_in
from bot.model.organisations import Person
from bot.model.refusal import Refusal
from bot.ports.audit import Noted
from bot.ports.outbox import Message, Urgency
from bot.ports.person_view import PersonView
from bot.ports.unit_of_work import UnitOfWork
from bot.queueing import queue, reply
from bot.turn import ChannelAddress, Joined, Left, Pressed, Said, Spoken, Turn
from bot.understanding import understand
from bot.understanding.clean import plain
from bot.understanding.second_opinion import Doubt, doubt
from bot.understanding.understood import Intent, Understood
from bot.working_time import known_zone, local_date

_ELSEWHERE = (Intent.HELP, Intent.LIST_MINE, Intent.BROWSE)
_ASIDE = (Intent.UNKNOWN, Intent.GREET, Intent.THANKS, Intent.HELP)


class InDoubt(Exception):
    """Words that a second opinion is wanted on; whatever the turn had begun is rolled back, and no lock is held."""

    def __init__(self, doubt: Doubt) -> None:
        self.doubt = doubt


@dataclass(frozen=True)
class Reading:
    """What words want, as they were read on `today`."""

    today: dt.date
    wishes: tuple[Understood, ...]


def read_ahead(turn: Turn) -> Reading | None:
    """The turn's words read before its transaction begins: meanwhile another one may write.

    Who speaks is not known yet: the date is that of the time zone which their platform names.
    """
    if not isinstance(turn.act, Said) or code_in(plain(turn.act.text)):
        return None
    return _read(turn.act, local_date(turn.at, known_zone(turn.profile.time_zone)))


def _read(said: Said, today: dt.date) -> Reading:
    return Reading(today, understand(said.text, channel=said.channel, today=today))


@dataclass
class Taking:
    """One turn being carried out, inside its transaction."""

    turn: Turn
    work: UnitOfWork
    reading: Reading | None = None
    """Its words, read ahead."""
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
        lanes = queue(self.replies, work)
        for event in self.events:
            due.after(event, work, turn.at)
            lanes |= queue(notifications.of(event, work, turn.at), work)
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
        return Spoken(frozenset(queue(notifications.of(WentOutOfReach(person, turn.at), work, turn.at), work)))

    def _added_or_removed(self, place: ChannelAddress) -> Spoken:
        """The bot came to a place that several people read: one word to them all. Or it left, and posts no more."""
        turn, work = self.turn, self.work
        if isinstance(turn.act, Joined):
            return Spoken(frozenset(queue([Message(f"{turn.id}:0", place, sharing.welcome(), turn.at)], work)))
        work.outbox.unpost(place, turn.at)
        digest = work.digests.get(place)
        if digest is not None and digest.on:
            off = replace(digest, on=False)
            work.digests.save(off)
            due.after(DigestChanged(digest, off), work, turn.at)
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
        ahead = self.reading
        wishes = ahead.wishes if ahead is not None and ahead.today == today else _read(said, today).wishes
        heard = Heard(said, wishes, self.turn.place, second_opinion=self.may_ask)
        question = self._open_question(person)
        words = plain(said.text).casefold().strip(" .!")
        waiting = dialogues.waited_for(question)
        if self._ordered(said, words, waiting, person, view) or self._cared_for(heard, waiting, person, view):
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
            raise InDoubt(unsure)
        if any(wish.intent not in _ASIDE for wish in heard.wishes):
            self.question = None  # something else is talked about now
        try:
            for wish in heard.wishes:
                before, dialogue = self.question, dialogues.for_intent(wish.intent)
                if dialogue.wished:
                    self._do(dialogue.wished(wish, heard, view), person)
                if isinstance(before, DraftOpen) and isinstance(self.question, Standing | None):
                    self.question = before  # what the same words began before still waits for a yes
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
            and (answer := explaining.answer(words, view, second_opinion=self.may_ask)) is not None
        ):
            self._reply(answer)  # whatever is open stays open: people ask before they answer
        else:
            return False
        return True

    def _cared_for(self, heard: Heard, question: Question | None, person: Person, view: PersonView) -> bool:
        """Whoever is in trouble, or doesn't know yet, is answered kindly before anything is made of their words."""
        step = care.at_once(heard)
        if step is None and not isinstance(question, undecided.TAKES_ANY_WORDS):
            step = care.kindly(heard, view, answering=question is not None) or undecided.no_hurry(heard, question)
        if step is None:
            return False
        self._do(step, person)
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
            self.replies.append(reply(self.turn, len(self.replies), effect.card, replaces=act.card))
            return
        self._reply(effect.card)

    def _reply(self, card: Card) -> None:
        self.replies.append(reply(self.turn, len(self.replies), card))

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
    wish = heard.wishes[0]
    surely = heard.alone and wish.intent in _ELSEWHERE and not wish.unsure and len(words.split()) <= 4
    return surely and PUBLISH.fullmatch(words) is None
