"""Answers to what people ask about the bot itself: who sees what, what a yes does, who must agree, who runs it here.

A question asked in so many words is answered wherever the conversation stands, and what was open stays open: whoever
wants to know who sees their name before they say yes must be able to say yes afterwards. The patterns are closed; a
question they do not know is left to whoever understands it.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.cards import Button, Buttons, Card, Facts, Part, Text
from bot.commands.visits import is_over
from bot.dialogues import about_me, entries, introduction_cards, mine, visit_cards
from bot.dialogues.basics import second_opinion_note
from bot.language import t
from bot.model.exchanges import LegState
from bot.model.listings import Kind
from bot.patterns import Pattern
from bot.phrases import who_in_words
from bot.ports.person_view import PersonView
from bot.ports.seen import LegSeen

MOST_WORDS = 16
"""A question about the bot is short; a long message is about somebody's work."""


def answer(words: str, view: PersonView, *, second_opinion: bool = False) -> Card | None:
    """The card that answers `words`, if they ask about the bot itself; None for everything else.

    With a `second_opinion`, whoever asks who reads along is told of it.
    """
    asked = words.casefold().replace("’", "'").strip(" .?!")
    if len(asked.split()) > MOST_WORDS:
        return None
    for pattern, card in _ANSWERS:
        if pattern.compiled.search(asked):
            shown = card(view)
            if shown is None:
                continue
            if second_opinion and card is who_sees_what:
                return replace(shown, parts=(*shown.parts, second_opinion_note()))
            return shown
    return None


def who_sees_what(view: PersonView) -> Card:
    """The promise about names and words, in the order in which people meet it."""
    rows = (
        (
            t("What you write to me"),
            t("is for me alone, and I don't keep it: no manager or colleague sees it"),
        ),
        (
            t("What you publish"),
            t("people in other organisations see it, with your role and organisation and without your name"),
        ),
        (t("When you ask"), t("that one person sees your role and organisation")),
        (t("When you've both said yes"), t("the two of you see each other's name and contact details")),
        (t("When you say no"), t("nobody is told; to the other side it looks like no answer")),
        (t("Afterwards"), t("what you write about a visit is shown as far as you choose")),
    )
    buttons = Buttons((Button(t("Who has been shown what"), "about.shown"), Button(t("What you hold"), "about.held")))
    return Card(t("Who sees what"), (Facts(rows), buttons))


def how_it_works(view: PersonView) -> Card:
    """The whole thing in five lines."""
    lines = (
        t(
            "I'm a bot: I introduce people in councils and charities to each other, to spend time in each other's shoes."
        ),
        t("You tell me what you could offer, or whom you'd like to shadow or learn from, in your own words."),
        t("I show you who fits in other organisations. You choose whom I ask; they can say no without your knowing."),
        t("Once you've both said yes I share names and contact details, help you find a date, and remind you both."),
        t("Afterwards I ask what each of you learned. Nobody pays anybody through me."),
    )
    begin = (Button(t("Offer something"), "begin.offer", style="primary"), Button(t("Find someone"), "begin.seek"))
    ask = Text(t("Ask me “who sees what?” whenever you like."), quiet=True)
    return Card(t("How this works"), (*(Text(line) for line in lines), ask, Buttons(begin)))


def _what_a_yes_does(view: PersonView) -> Card:
    lines = (
        t("The two of you see each other's name, role and contact details. Nobody else does."),
        t("I then help you find a date; either of you can suggest some, change them, or call it off."),
        t("Until you say yes, they see your role and organisation only. A no is never passed on."),
    )
    return Card(t("What happens when you say yes"), tuple(Text(line) for line in lines))


def _managers(view: PersonView) -> Card:
    note = t(
        "I don't tell your manager anything and I don't ask them either. Whether you need their leave is for you and "
        "your organisation: it's usually enough to mention it before you agree a date."
    )
    return Card(t("Does my manager have to agree?"), (Text(note),))


def _money(view: PersonView) -> Card:
    note = t("No money changes hands through me. If there are fares or the like, agree on them between the two of you.")
    return Card(t("It's free, for both sides"), (Text(note),))


def coordinators(view: PersonView) -> Card:
    """What one does, and how to become one or bring somebody in."""
    name = view.me.organisation.name
    does = t("A coordinator links an organisation's Slack or Teams to me, and hears what I couldn't deliver.")
    if view.me.coordinator:
        how = t("You coordinate {name}: press below to invite a workspace or make somebody a coordinator.", name=name)
        return Card(t("Coordinators"), (Text(does), Text(how), Buttons((Button(t("Coordinate"), "coordinate"),))))
    how = t(
        "To become one for {name}, or to bring another organisation in, ask a coordinator here, or whoever runs me, for "
        "an invitation code and write it to me.",
        name=name,
    )
    return Card(t("Coordinators"), (Text(does), Text(how)))


def _colleagues(view: PersonView) -> Card:
    note = t("There is nothing to sign up for: they open a chat with me where you did, and say hello.")
    return Card(t("Anybody at {name} can join", name=view.me.organisation.name), (Text(note),))


def _who_takes_part(view: PersonView) -> Card:
    tally = view.tally()
    rows = (
        (t("Organisations"), str(tally.organisations)),
        (t("Open now"), mine.open_now(tally)),
        (t("Exchanges so far"), str(tally.everybody)),
    )
    note = t("Councils, charities and others like them. “What's on offer?” shows what they have posted.")
    return Card(t("Who takes part"), (Facts(rows), Text(note)))


def _who_is_asking(view: PersonView) -> Card | None:
    waiting = [seen for seen in view.my_suggestions() if not seen.mine]
    if not waiting:
        return None
    seen = waiting[-1]
    note = t(
        "That's all I may tell you for now. If you'd like to know more before you answer, write me a question and I'll "
        "pass it on. Names come once you've both said yes."
    )
    parts: tuple[Part, ...] = (Text(note), introduction_cards.answer_buttons(seen))
    return Card(t("It's {who}", who=who_in_words(seen.other)), parts, introduction_cards.matter(seen.suggestion.id))


def _any_answer(view: PersonView) -> Card | None:
    """Whether the other side has answered; to whoever asked, a silent no is no answer."""
    asked = [seen for seen in view.my_suggestions() if seen.mine]
    wanted = [one for one in view.my_listings() if one.kind is Kind.REQUEST]
    if not asked and wanted:
        title = t("Nobody has offered it yet. I'll tell you as soon as somebody does")
        return Card(title, tuple(entries.posted(one) for one in wanted[: mine.MOST_SHOWN]))
    if not asked:
        return None
    title = t("No answer yet. I'll tell you as soon as there is one")
    note = t("They have three working days; then I remind them, and two working days later we stop waiting.")
    return Card(title, (*(entries.waiting(seen) for seen in asked[: mine.MOST_SHOWN]), Text(note, quiet=True)))


def _booked(view: PersonView) -> LegSeen | None:
    booked = (seen for seen in view.my_legs() if seen.leg.state is LegState.BOOKED and not is_over(seen.leg, view.now))
    return next(booked, None)


def _the_visit(view: PersonView) -> Card | None:
    """When and where the next one is."""
    seen = _booked(view)
    return visit_cards.card(seen, view) if seen is not None else None


def _what_now(view: PersonView) -> Card | None:
    """Where things stand, to whoever has anything under way."""
    return mine.mine(view) if view.my_legs() or view.my_suggestions() or view.my_listings() else how_it_works(view)


def _their_matter(view: PersonView) -> Card | None:
    """What only the other side of a visit can answer or must hear at once: how to write to them."""
    seen = _booked(view)
    if seen is None or not seen.other.contact:
        return None
    title = t("That's best said to {name} directly: {contact}", name=seen.other.name, contact=seen.other.contact)
    note = t("I don't carry messages between the two of you once you've met. This is what I have about it:")
    shown = visit_cards.card(seen, view, title)
    return replace(shown, parts=(Text(note, quiet=True), *shown.parts))


def concerns(view: PersonView) -> Card:
    """Where a complaint or a worry goes: to people."""
    lines = (
        t("If somebody is at risk, use your own organisation's safeguarding route, or call 999 in an emergency."),
        t(
            "I'm a bot and nobody reads along, so a complaint, or a worry about a visit, needs a person: your organisation's coordinator, your manager, or whoever runs me for you."
        ),
        t("Something that I hold about you can be seen and put right here at once."),
    )
    buttons = (Button(t("What you hold"), "about.held"), Button(t("Pause me"), "pause"))
    return Card(t("A concern, or a word with a person"), (*(Text(line) for line in lines), Buttons(buttons)))


def _leaving(view: PersonView) -> Card:
    note = t(
        "Call off or finish what you have arranged, so that nobody waits for you. “Forget me” does it for you: it calls "
        "everything off kindly and removes what I hold. In your next organisation's Slack or Teams, just say hello to me."
    )
    buttons = (Button(t("What I have"), "mine"), Button(t("Forget me"), "erase"))
    return Card(t("Thank you for telling me, and all the best"), (Text(note), Buttons(buttons)))


def _any(*patterns: str) -> Pattern:
    return Pattern("|".join(patterns))


_SOMEBODY = (
    r"(?:(?:my|the|our|a|an|any|other|your|her|his|their) )?(?:line manager|manager|boss|employer|colleagues?|team|people|"
    r"anyone|anybody|someone|somebody|others?|everyone|everybody|they|you|hr|it|organisation|council|head)"
)
_MINE = r"(?:(?:this|it|that|these|our chat|the chat)(?: \w+)?$|what i |everything i |who i am|me$|my (?:name|details|contact|messages?|profile|offers?|requests?|words|answers?|reflections?)\b)"
_THIS = r"(?:this|it|that|my \w+|what i \w+|our chat|these|all this)"
_US = r"(?:i|we|they|you|someone|somebody)"

# the first that fits answers
_ANSWERS: tuple[tuple[Pattern, Callable[[PersonView], Card | None]], ...] = (
    (
        _any(
            r"^(?:do|does|must|should|need|has|have|will|can|what if|is)\b.*\b(?:my|our|their)(?: line)? (?:manager|boss)\b.*"
            r"\b(?:agree|approve|approval|permission|ok|okay|leave|allow|consent|sign)",
            r"^(?:do|must|should|does) (?:i|we) (?:have to|need to|need|ask|tell)\b.*\b(?:my|our)(?: line)? (?:manager|boss)",
        ),
        _managers,
    ),
    (
        _any(
            r"^who(?:'s| has| have)? (?:all |else )?(?:seen|looked at|been shown)\b",
            r"^whom? (?:have you|did you) (?:shown?|told|tell)\b",
        ),
        about_me.shown,
    ),
    (
        _any(
            rf"^(?:so )?whom?(?: all| else)? (?:(?:can|will|could|would|might|gets? to) )?(?:sees?|reads?) {_MINE}",
            rf"^(?:can|will|could|does|do|would|might) {_SOMEBODY} (?:be able to |going to |get to )?"
            rf"(?:(?:see|read) {_MINE}|(?:know|find out|show|share|tell|give)\b.*\b(?:my (?:name|details|contact)|who i am|i (?:said|wrote)))",
            rf"^(?:is|are) {_SOMEBODY} (?:told|shown|able to see)\b",
            rf"^(?:do|does|will|can|would) {_SOMEBODY} (?:get to )?(?:find out|know|hear|get told|be told)(?: (?:about )?(?:this|it|me|that i\b.*))?$",
            rf"^(?:is|are|how) {_THIS}(?: \w+){{0,3}} (?:confidential|private|anonymous|secure|public|safe|kept|shared)\b",
            r"^(?:what|where) (?:happens|do you do|goes?|is done|will happen)\b.*\bmy (?:data|details|words|information|name)",
            r"^who sees what",
            r"^(?:what about |tell me about )?(?:privacy|confidentiality|gdpr|data protection)$",
        ),
        who_sees_what,
    ),
    (
        _any(
            rf"^what (?:happens|will happen|comes) (?:next |then )?(?:if|when|after|once) {_US} (?:both )?"
            r"(?:say|said|press|answer|accept|agree|click)",
        ),
        _what_a_yes_does,
    ),
    (
        _any(
            r"^who(?:'s| is| are)? (?:it|that|they|this|asking|this person|the person)(?: for| from| asking)?$",
            r"^who (?:wants|asked)(?: for)? (?:this|it|me|that)\b",
        ),
        _who_is_asking,
    ),
    (
        _any(
            r"^(?:what time|when|where|what day)(?:'s| is| was)? (?:it|that|this|the (?:visit|session|call|meeting))(?: again)?$",
        ),
        _the_visit,
    ),
    (
        _any(r"^(?:so |ok )?(?:what(?:'s| is| happens| comes)|what do (?:i|we) (?:need to )?do) (?:now|next)$"),
        _what_now,
    ),
    (
        _any(
            r"^how (?:does|do|would) (?:this|it|all this|you|the bot|in your shoes)(?: \w+)? work$",
            r"^(?:so )?(?:what|who)(?:'s| is| are) (?:this|you|in your shoes|this (?:bot|thing|app|about)|it for|this for|all this)"
            r"(?: all about| then| for| about| please)?$",
            r"^(?:are|is|am) (?:you|this|i) (?:(?:talking|speaking|chatting) (?:to|with) )?(?:just )?(?:an? )?(?:\w+ )?"
            r"(?:real|human|person|bot|robot|ai|chatgpt|machine|somebody|someone|computer)$",
        ),
        how_it_works,
    ),
    (
        _any(
            r"^(?:is|does|will) (?:it|this|that|everything)(?: all)?(?: \w+)? (?:paid|free|cost(?: anything| money)?|a (?:charge|cost|fee))$",
            r"^(?:is|does) (?:it|this|that|everything) (?:all )?(?:paid|free|cost(?: anything| money)?)$",
            r"^(?:what|how much) (?:does|will) (?:it|this|that) cost$",
            r"^(?:do|will|would) (?:i|we|they) (?:get|have to|need to|be) (?:paid|pay)(?: anything)?$",
        ),
        _money,
    ),
    (
        _any(
            r"^(?:what|who)(?:'s| is| are| does)?(?: an?| the| my| our)? coordinators?(?: do| here| for)?$",
            r"\b(?:like|want|wish|love) to (?:coordinate|be(?:come)? a coordinator)$",
            r"^how (?:do|can|could) (?:i|we) (?:coordinate|be(?:come)? a coordinator)$",
            r"^coordinat(?:e|or|ors|ing)$",
            r"^(?:how|can|could|may) (?:do |can |could )?(?:i|we) (?:invite|add|bring in|get) (?:in )?"
            r"(?:another|other|an|a|my|our|more|new|some)\b.*\b(?:organisations?|workspaces?|charit(?:y|ies)|councils?|teams?)"
            r"(?: in| on board| too| involved)?$",
        ),
        coordinators,
    ),
    (
        _any(
            r"^(?:how|where) (?:do|does|can|could|would) (?:i|we|they|he|she|my \w+(?: \w+)?|a colleague|someone else|others?) (?:get (?:\w+ ){1,3})?"
            r"(?:join|sign up|on(?: to)? here|register|start using (?:this|it)|use (?:this|it))(?: too)?$",
            r"^(?:my|our|a) (?:colleague|friend|boss|manager|team|deputy|whole team)s?(?: \w+)? (?:wants?|would like|'d like|is keen|are keen|could|can) (?:to )?"
            r"(?:join|sign up|get on here|register|use (?:this|it))(?: (?:in|too|as well|this))*$",
        ),
        _colleagues,
    ),
    (
        _any(
            r"^(?:who|which organisations|what organisations|how many (?:people|organisations))(?: else)? "
            r"(?:takes?|is taking|are taking) part(?: in this| here)?$",
            r"^(?:who|which organisations|how many (?:people|organisations))(?: else)? uses? (?:this|it)$",
        ),
        _who_takes_part,
    ),
    (
        _any(
            r"^(?:how|where|can|could) (?:do |can |could )?i (?:report|raise|complain|flag|make a complaint)"
            r"(?: (?:about|a|an|my|this|somebody|someone|concern|problem|issue|bug|complaint|worry|visitor|host|visit|you|person))*$",
            r"^(?:i (?:want|need|would like|'d like)|i'd like) to (?:make a complaint|complain|report (?:a concern|a problem|somebody|someone))"
            r"(?: about \w+)?$",
            r"^(?:can|could|may) i (?:talk|speak|write) (?:to|with) (?:an? |some |the )?(?:actual |real )?"
            r"(?:human(?: being)?|person|somebody real|someone real|coordinator)(?: please| instead)?$",
            r"\b(?:safeguarding|serious) (?:concern|worry|issue)$",
        ),
        concerns,
    ),
    (
        _any(
            r"^(?:(?:sorry|hi|hello|help|just to say|can you tell (?:them|him|her)|tell (?:them|him|her)|please tell (?:them|him|her))[, ]+)*(?:that )?(?:i'?m|i am|i'll be|i will be|we're|we are|might be|gonna be|going to be|will be)? ?"
            r"(?:(?:going to be|gonna be|running) )?(?:(?:a (?:bit|little|few minutes)|about|around|\d{1,2}|ten|five|fifteen|twenty)(?: (?:mins?|minutes))? )*(?:late|delayed|stuck in traffic)(?: (?:sorry|for \w+|by .{1,20}))*$",
            r"^(?:sorry )?(?:i'?m|i am) (?:on my way|nearly there|outside|here|at reception|at the (?:door|gate|entrance)|lost|locked out)(?: now)?$",
            r"^(?:is|will) there (?:be )?(?:any )?(?:parking|wifi|wi-fi|lunch|a lift|step[- ]free access|disabled access|a hearing loop)(?: there| nearby| on site)?$",
            r"^(?:how do i (?:get (?:there|in)|find (?:it|you|them))|where (?:do|should) (?:i|we) (?:go|park|meet|come)(?: to)?|where is it|who (?:do|should) i ask for"
            r"|what (?:should|do) i (?:wear|bring|need to bring)|do i need (?:to bring (?:anything|id)|id|a dbs))(?: there| when i (?:get there|arrive))?$",
        ),
        _their_matter,
    ),
    (
        _any(
            r"^i(?:'m| am| will be|'ll be) (?:leaving|retiring|moving on)(?: (?:my|the|this) (?:job|post|role|council|charity|organisation))?(?: \w+){0,3}$"
        ),
        _leaving,
    ),
    (
        _any(
            r"^(?:did|have|has) (?:they|he|she|anyone|anybody|somebody|someone) "
            r"(?:answer|answered|replied|reply|respond|responded|said)(?: (?:yet|back|anything|yes))*$",
            r"^(?:is there |have you had )?any(?:thing| news| answers?| reply| replies| luck| joy| updates?| response| takers)(?: yet| so far)?$",
            r"^when (?:will|do|are) (?:they|he|she) (?:answer|reply|respond|going to answer)$",
            r"^what did (?:they|he|she) say$",
        ),
        _any_answer,
    ),
)
