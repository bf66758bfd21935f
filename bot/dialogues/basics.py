"""Hello, thank you, help, stop, start again, undo, and everything that was not understood."""

import re

from bot.cards import Button, Buttons, Card, Text
from bot.commands import read
from bot.dialogue import Dialogue, Do, Heard, Step, say
from bot.dialogues import open_matters, plain_answers, welsh
from bot.dialogues.coordinating import way_in
from bot.dialogues.listing import SentenceAsked
from bot.language import t
from bot.ports.person_view import PersonView
from bot.turn import Pressed
from bot.understanding.clean import plain
from bot.understanding.understood import Channel, Intent, Understood

A_WORD_FOR_HELP = 2
"""Words: whoever says more asks a question that I could not answer, perhaps about something that is under way."""
_BEGINS: dict[Channel, str] = {
    "slash:/offer": "begin.offer",
    "slash:/shadow": "begin.shadow",
    "slash:/exchange": "help",
}
"""What a command without a word after it begins."""
_FIND = re.compile(
    r"(?:please )?(?:find|look for|looking for|search for) (?:someone|somebody|anyone|a person|people)(?: please)?"
)
""" "Find someone", as it stands on the button."""
STOP_WORDS = frozenset({"stop", "quit", "exit", "nevermind", "never mind", "forget it"})
AFRESH_WORDS = frozenset({"start again", "start over", "restart", "begin again", "reset"})


def wished(wish: Understood, heard: Heard, view: PersonView) -> Step:
    """The small things, and a good question back when nothing else fits."""
    match wish.intent:
        case Intent.HELP:
            asked = len(plain(heard.said.text).split()) > A_WORD_FOR_HELP
            card = help_card(view, second_opinion=heard.second_opinion)
            return say(open_matters.beside(card, view) if asked else card)
        case Intent.GREET if not wish.unsure:
            return say(welsh.beside(hello_again(view), heard.said.text))
        case Intent.THANKS:
            return say(Card(t("You're very welcome.")))
        case Intent.UNDO:
            return _undo(view)
        case _ if heard.said.channel in _BEGINS and not plain(heard.said.text, mention=""):
            return pressed(Pressed(_BEGINS[heard.said.channel]), view)
        case _ if _FIND.fullmatch(plain_answers.words_of(heard)):
            return pressed(Pressed("begin.seek"), view)
        case _ if plain_answers.acknowledges(heard):
            return say(Card(t("Good. Say “mine” whenever you'd like to see where things stand.")))
        case _:
            return say(welsh.beside(open_matters.beside(not_understood(), view), heard.said.text))


def pressed(press: Pressed, view: PersonView) -> Step:
    """Buttons that begin something."""
    match press.verb:
        case "undo":
            return _undo(view)
        case "begin.offer":
            example = t("Say it in a sentence, such as “I can offer an hour on grant budgeting, Thursday mornings”.")
            return say(Card(t("Lovely. What could you offer?"), (Text(example),)), SentenceAsked(offering=True))
        case "begin.shadow":
            example = t("Write the role or the place, such as “a housing officer, for a day in March”.")
            asked = SentenceAsked(offering=False, shadow=True)
            return say(Card(t("Whom would you like to shadow?"), (Text(example),)), asked)
        case "begin.seek":
            example = t("Say it in a sentence, such as “I'd like to shadow a housing officer for a day in March”.")
            look = Buttons((Button(t("What's on offer"), "browse"),))
            return say(
                Card(t("Whom or what are you looking for?"), (Text(example), look)), SentenceAsked(offering=False)
            )
        case _:
            return say(help_card(view))


def hello(view: PersonView) -> Card:
    """The first thing a newcomer reads, and the answer to a greeting."""
    name = view.me.name.split()[0] if view.me.name else ""
    greeting = t("Hello {name}!", name=name) if name else t("Hello!")
    return Card(
        t("{greeting} I help people in councils and charities spend time in each other's shoes.", greeting=greeting),
        (
            Text(
                t(
                    "Tell me what you could offer, or whom you'd like to shadow or learn from, in your own words. Nobody sees your name until you've both said yes."
                )
            ),
            beginnings(),
        ),
    )


def hello_again(view: PersonView) -> Card:
    """The answer to a greeting: the whole of it to somebody who has nothing here yet."""
    if not (view.my_listings() or view.my_legs() or view.my_suggestions()):
        return hello(view)
    name = view.me.name.split()[0] if view.me.name else ""
    title = t("Hello {name}! What can I do for you?", name=name) if name else t("Hello! What can I do for you?")
    return Card(title, (beginnings(),))


def help_card(view: PersonView, *, second_opinion: bool = False) -> Card:
    """What can be said, in examples; and who else reads unclear words, if anybody does."""
    coordinating = (Buttons((way_in(),)),) if view.me.coordinator else ()
    return Card(
        t("Just write to me as you would to a colleague"),
        (
            Text(t("Offer: “I can offer an hour on grant budgeting, Thursday mornings”")),
            Text(t("Find: “I'd like to shadow an adult social care commissioner”, or /shadow and the role")),
            Text(t("See: “mine”, “what's on offer?”, “how many exchanges have we done?”")),
            Text(t("Change: “undo”, “pause until January”, “cancel Thursday”, “take down my Excel offer”")),
            Text(t("In a channel: “digest on” posts what's new once a week")),
            Text(t("Ask: “who sees what?”, “how does this work?”, “what happens if I say yes?”")),
            Text(
                t(
                    "Yours: “show my profile”, “what do you hold on me?”, “forget me”. “Stop” drops whatever we were in the middle of."
                )
            ),
            *((second_opinion_note(),) if second_opinion else ()),
            beginnings(),
            *coordinating,
        ),
    )


def second_opinion_note() -> Text:
    """What people are told where a second opinion is set up."""
    return Text(
        t(
            "When I'm not sure what you mean, a language service that your installation has chosen reads that one message, after I've taken out the names, addresses, numbers and links that I can recognise. It can't do anything; what it suggests, I show you first."
        ),
        quiet=True,
    )


def not_understood() -> Card:
    """One good question with buttons."""
    return Card(
        t("I didn't quite follow that. Which of these is nearest?"),
        (
            Text(
                t(
                    "If somebody is at risk, please don't wait for me: use your own organisation's safeguarding route, or call 999 in an emergency."
                ),
                quiet=True,
            ),
            beginnings(),
        ),
    )


def stopped(something_open: bool) -> Card:
    """The answer to "stop"."""
    if something_open:
        return Card(t("Dropped. Nothing was sent. Say “help” whenever you like."))
    return Card(
        t("Nothing is under way just now. Would you like a rest from me?"),
        (
            Buttons(
                (
                    Button(t("Pause me"), "pause"),
                    Button(t("Show what I have"), "mine"),
                    Button(t("Forget me"), "erase", style="danger"),
                )
            ),
        ),
    )


def beginnings() -> Buttons:
    """What most people come for."""
    return Buttons(
        (
            Button(t("Offer something"), "begin.offer", style="primary"),
            Button(t("Find someone"), "begin.seek"),
            Button(t("What I have"), "mine"),
        )
    )


def _undo(view: PersonView) -> Step:
    last = view.last_change()
    command = read(last) if last else None
    if command is None:
        return say(
            Card(
                t("There's nothing I can take back."),
                (
                    Text(
                        t(
                            "Once somebody else has been told, it takes a new message: “cancel”, “take down”, or “mine” to see where things stand."
                        )
                    ),
                ),
            )
        )
    return Step((Do(command),))


BASICS = Dialogue(
    name="basics",
    intents=(Intent.HELP, Intent.GREET, Intent.THANKS, Intent.UNDO, Intent.UNKNOWN),
    wished=wished,
    verbs=("help", "undo", "begin.offer", "begin.seek", "begin.shadow"),
    pressed=pressed,
)
