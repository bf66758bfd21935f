"""From "ask" to "yes" on both sides: who is asking, and nothing more, until both have said yes."""

from dataclasses import dataclass
from typing import Literal

from bot.cards import Button, Buttons, Card, Text
from bot.commands import read
from bot.commands.introductions import Accept, Ask, Decline, SendQuestion, TakeBack, Undecline
from bot.commands.late_answers import AskBack
from bot.commands.visits import is_over
from bot.dialogue import Dialogue, Do, Heard, Question, Replace, Say, Step, say
from bot.dialogues import introduction_cards, invited, reflecting, results, visit_cards
from bot.dialogues.dates_in_words import DatesOffered
from bot.dialogues.invited import Invited, WordsAsked
from bot.dialogues.listing_cards import safe_words
from bot.dialogues.role import ask_role
from bot.dialogues.yes_or_no import YesOrNo
from bot.events import Accepted, Asked, Declined, Event, QuestionSent, ReasonKept, TakenBack, Undeclined
from bot.language import t
from bot.model.exchanges import Suggestion, SuggestionState
from bot.model.listings import Kind, Listing
from bot.phrases import subject, who_in_words
from bot.ports.person_view import PersonView
from bot.ports.seen import SuggestionSeen
from bot.turn import Pressed
from bot.understanding.clean import legible, plain
from bot.understanding.understood import Intent, Understood


@dataclass(frozen=True)
class ReasonAsked:
    """The next words are why it was declined, which nobody else will read."""

    suggestion_id: int
    tag: Literal["reason_asked"] = "reason_asked"


A_REMARK = 5
"""Words: so short an answer to "why, if you like" is a reason rather than an offer."""


def wished(wish: Understood, heard: Heard, view: PersonView) -> Step:
    """Yes or no in words: clear when one thing waits for an answer, asked back when several do."""
    waiting = [seen for seen in view.my_suggestions() if not seen.mine]
    if not waiting:
        dates = [seen for seen in view.my_legs() if visit_cards.may_take(seen, view)]
        if dates and wish.intent is Intent.ACCEPT:
            return say(
                visit_cards.dates_card(dates[0], view, t("Which of these suits you?")), DatesOffered(dates[0].leg.id)
            )
        if wish.intent is Intent.ACCEPT and (declined := view.last_change()) and isinstance(read(declined), Undecline):
            title = t("You said no to the last one. Shall I take that no back?")
            return say(Card(title, (Buttons((Button(t("Take it back"), "undo"),)),)), YesOrNo("undo", "", ""))
        over = [seen for seen in view.my_legs() if is_over(seen.leg, view.now)]
        if over:
            return say(reflecting.did_it_happen(over[-1], view), reflecting.asked(over[-1].leg))
        asked = [seen for seen in view.my_suggestions() if seen.mine]
        if asked and wish.intent is Intent.DECLINE:
            return say(introduction_cards.asked_by(asked[-1]))
        return say(
            Card(t("There's nothing waiting for your answer just now."), (Text(t("Say “mine” to see what you have.")),))
        )
    if len(waiting) == 1:
        # it was not the last thing said, so a yes might have meant something else: ask, because names are at stake
        again = introduction_cards.card(
            waiting[0], t("Is this the one you mean? {asks}", asks=introduction_cards.asks(waiting[0]))
        )
        return say(again, Invited(waiting[0].suggestion.id))
    return Step(
        (
            Say(Card(t("Several people are waiting for your answer. Which one do you mean?"))),
            *(Say(introduction_cards.card(seen)) for seen in waiting[:3]),
        )
    )


def pressed(press: Pressed, view: PersonView) -> Step:
    """Any button of an introduction."""
    if press.verb in ("ask", "offer_help"):
        return _ask(press, view)
    seen = view.suggestion(press.number)
    if seen is None:
        return say(Card(t("I can't find that introduction any more. Say “mine” to see what is open.")))
    suggestion = seen.suggestion
    match press.verb:
        case "suggestion.yes":
            if suggestion.state is SuggestionState.ACCEPTED:
                return Step((Replace(introduction_cards.settled(seen)),))
            late = suggestion.state is SuggestionState.EXPIRED
            if not view.me.role:
                return ask_role(press)
            if late:
                return Step((Do(AskBack(suggestion.id)),))
            return Step((Do(Accept(suggestion.id)),), then=Pressed("leg.first_dates", "", press.fields))
        case "suggestion.no":
            if suggestion.state is SuggestionState.DECLINED:
                return Step((Replace(introduction_cards.settled(seen)),))
            return Step((Do(Decline(suggestion.id)),))
        case "suggestion.reason":
            return Step((Do(Decline(suggestion.id, press.field("reason"))),), None)
        case "suggestion.words":
            return Step((Say(introduction_cards.words_form(seen)),), WordsAsked(suggestion.id))
        case "suggestion.send":
            return Step((Do(SendQuestion(suggestion.id, safe_words(legible(press.field("words")), view.me))),), None)
        case _:
            return Step((Do(TakeBack(suggestion.id)),))


def answered(question: Question, heard: Heard, view: PersonView) -> Step | None:
    """A yes or a no; words for the other side; or a reason for nobody."""
    if isinstance(question, Invited):
        return invited.invited(question, heard, view)
    words = safe_words(plain(heard.said.text), view.me)
    if isinstance(question, WordsAsked):
        return Step((Do(SendQuestion(question.suggestion_id, words)),), None)
    assert isinstance(question, ReasonAsked)
    wish = heard.wishes[0]
    guessed = wish.intent in (Intent.OFFER, Intent.SEEK) and (bool(wish.unsure) or len(words.split()) <= A_REMARK)
    if wish.intent not in (Intent.UNKNOWN, Intent.DECLINE) and not guessed:
        return None
    return Step((Do(Decline(question.suggestion_id, words)),), None)


def told(event: Event, view: PersonView) -> Step:
    """What the person who did it hears."""
    match event:
        case Asked(suggestion=suggestion, before=None):
            return _asked(view.suggestion(suggestion.id), view)
        case Asked(suggestion=suggestion, before=before):
            assert before is not None
            return _came_back(view.suggestion(suggestion.id), before)
        case TakenBack(suggestion=suggestion):
            title = t("Taken back: I've stopped asking about {what}.", what=subject(suggestion.details))
            return Step((Replace(Card(title, matter=introduction_cards.matter(suggestion.id))),))
        case QuestionSent():
            return say(Card(t("I'll pass that on without your name, and bring you any answer.")), None)
        case ReasonKept(suggestion=suggestion):
            return Step(
                (Replace(Card(t("Noted, for you alone."), matter=introduction_cards.matter(suggestion.id))),), None
            )
        case Accepted(suggestion=suggestion):
            seen = view.suggestion(suggestion.id)
            assert seen is not None
            return Step((Replace(introduction_cards.met(seen)),))
        case Declined(suggestion=suggestion):
            return Step((Replace(introduction_cards.declined(suggestion)),), ReasonAsked(suggestion.id))
        case Undeclined(suggestion=suggestion):
            again = view.suggestion(suggestion.id)
            return say(introduction_cards.card(again), Invited(suggestion.id)) if again else Step()
        case _:
            return Step()


def _ask(press: Pressed, view: PersonView) -> Step:
    if not view.me.role:
        return ask_role(press)
    mine = press.value.partition(":")[2]
    request = view.my_listing(Pressed(press.verb, mine).number) if mine else None
    reasons = _reasons(press.number, request, view)
    return Step((Do(Ask(press.number, request.id if request else None, reasons)),))


def _reasons(listing_id: int, request: Listing | None, view: PersonView) -> tuple[str, ...]:
    if request is None:
        return ()
    other = Kind.OFFER if request.kind is Kind.REQUEST else Kind.REQUEST
    return next((one.reasons for one in view.find(other, request.details) if one.listing_id == listing_id), ())


def _asked(seen: SuggestionSeen | None, view: PersonView) -> Step:
    assert seen is not None
    suggestion = seen.suggestion
    helping = suggestion.asker_id == suggestion.host_id
    who = who_in_words(seen.other)
    onward = t("remind them.") if helping else t("remind them, and then look for the next person.")
    confirmation = Card(
        t("I've offered your help to {who}", who=who) if helping else t("I've asked {who}", who=who),
        (
            Text(
                t(
                    "They see your role and organisation, not your name. If three working days pass without an answer I'll {onward}",
                    onward=onward,
                )
            ),
            Buttons(
                (
                    Button(t("Add a word"), "suggestion.words", str(suggestion.id)),
                    Button(t("Take it back"), "suggestion.take_back", str(suggestion.id)),
                )
            ),
        ),
        introduction_cards.matter(suggestion.id),
    )
    request = (
        view.my_listing(suggestion.request_id)
        if suggestion.request_id and suggestion.asker_id == suggestion.guest_id
        else None
    )
    if request is None:
        return say(confirmation, None)
    note = t("You've asked {who} about {what}.", who=who_in_words(seen.other), what=subject(suggestion.details))
    return Step((Replace(results.card_after(request, view, note)), Say(confirmation)), None)


def _came_back(seen: SuggestionSeen | None, before: Suggestion) -> Step:
    assert seen is not None
    value = str(seen.suggestion.id)
    spent = Card(
        t("You came back to this one: {what}", what=subject(before.details)),
        matter=introduction_cards.matter(before.id),
    )
    asked = Card(
        t("It had closed, so I've asked {who} whether it still suits", who=who_in_words(seen.other)),
        (
            Text(t("I'll tell you as soon as they answer. Names and contact details come only after they say yes.")),
            Buttons(
                (
                    Button(t("Add a word"), "suggestion.words", value),
                    Button(t("Take it back"), "suggestion.take_back", value),
                )
            ),
        ),
        introduction_cards.matter(seen.suggestion.id),
    )
    return Step((Replace(spent), Say(asked)), None)


INTRODUCTION = Dialogue(
    name="introduction",
    intents=(Intent.ACCEPT, Intent.DECLINE),
    wished=wished,
    verbs=(
        "ask",
        "offer_help",
        "suggestion.yes",
        "suggestion.no",
        "suggestion.reason",
        "suggestion.words",
        "suggestion.send",
        "suggestion.take_back",
    ),
    pressed=pressed,
    questions=(Invited, WordsAsked, ReasonAsked),
    answered=answered,
    events=(Asked, TakenBack, QuestionSent, Accepted, Declined, ReasonKept, Undeclined),
    told=told,
)
