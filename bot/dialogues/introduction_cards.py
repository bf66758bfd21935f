"""The cards of an introduction: who is asking, for what, and nothing that names anybody until both have said yes."""

from bot.cards import Button, Buttons, Card, Facts, Form, Part, Quote, Text, TextField
from bot.language import t
from bot.model.exchanges import Suggestion, SuggestionState
from bot.model.listings import Activity, Kind
from bot.phrases import capital, headline, length_in_words, subject, when_in_words, where_in_words, who_in_words
from bot.ports.seen import SuggestionSeen

LONGEST = 600
"""Characters of a question to the other side."""


def matter(suggestion_id: int) -> str:
    """What an introduction's card is about."""
    return f"suggestion:{suggestion_id}"


def card(seen: SuggestionSeen, title: str = "", question: str = "") -> Card:
    """What the person who is asked sees: who is asking, for what, and why it fits. No name."""
    suggestion = seen.suggestion
    details = suggestion.details
    parts: list[Part] = []
    if question:
        parts.append(Quote(question, who_in_words(seen.other)))
    rows = [(t("About"), capital(subject(details))), (t("When"), when_in_words(details.when))]
    if details.duration_minutes:
        rows.append((t("How long"), length_in_words(details.duration_minutes)))
    rows.append((t("Where"), where_in_words(details)))
    if suggestion.reasons:
        rows.append((t("Why it fits"), " · ".join(suggestion.reasons)))
    parts.append(Facts(tuple(rows)))
    value = str(suggestion.id)
    if seen.mine:
        parts.append(
            Buttons(
                (
                    Button(t("Answer"), "suggestion.words", value, "primary"),
                    Button(t("Take back"), "suggestion.take_back", value),
                )
            )
        )
    else:
        consent = t("A yes shares names and contact details between the two of you. A no stays between you and me.")
        parts += [Text(consent, quiet=True), answer_buttons(seen)]
    anew = None if title or question or seen.mine else ("show.suggestion", value)
    return Card(title or asks(seen), tuple(parts), matter(suggestion.id), anew)


def answer_buttons(seen: SuggestionSeen) -> Buttons:
    """What whoever is asked can do about it."""
    value = str(seen.suggestion.id)
    return Buttons((*_answers(value), Button(t("Ask something"), "suggestion.words", value)))


def asks(seen: SuggestionSeen) -> str:
    """One line that says who would like what."""
    suggestion, who = seen.suggestion, capital(who_in_words(seen.other))
    details = suggestion.details
    helping = suggestion.asker_id == suggestion.host_id
    if seen.mine and helping:
        return t("You offered {who} your help: {what}", who=who_in_words(seen.other), what=subject(details))
    if seen.mine:
        return t("You asked {who}: {what}", who=who_in_words(seen.other), what=headline(Kind.OFFER, details))
    if helping:
        if details.activity is Activity.SHADOW:
            return t("{who} could take you along: {what}", who=who, what=subject(details))
        return t("{who} could help you with {what}", who=who, what=subject(details))
    match details.activity:
        case Activity.SHADOW:
            return t("{who} would like to shadow you: {what}", who=who, what=subject(details))
        case Activity.SKILL:
            return t("{who} would like your help with {what}", who=who, what=subject(details))
        case Activity.PLACEMENT:
            return t("{who} would like to spend time with you: {what}", who=who, what=subject(details))
        case Activity.DESK:
            return t("{who} would like to use {what}", who=who, what=subject(details))


def asked_by(seen: SuggestionSeen) -> Card:
    """To whoever asked and seems to think again."""
    back = Button(t("Take it back"), "suggestion.take_back", str(seen.suggestion.id))
    return Card(asks(seen), (Text(t("They haven't answered yet.")), Buttons((back,))), matter(seen.suggestion.id))


def has_come_back(seen: SuggestionSeen) -> str:
    """One line for somebody whose question had closed unanswered, and is answered now."""
    who, what = capital(who_in_words(seen.other)), subject(seen.suggestion.details)
    return t("{who} has come back to you after all: {what}", who=who, what=what)


def settled(seen: SuggestionSeen) -> Card:
    """A spent introduction: what became of it, and no buttons."""
    what = subject(seen.suggestion.details)
    match seen.suggestion.state:
        case SuggestionState.ACCEPTED:
            return met(seen)
        case SuggestionState.DECLINED | SuggestionState.PASSED_ON if not seen.mine:
            title = t("Not this time: {what}", what=what)
        case SuggestionState.ASKED:
            title = asks(seen)
        case _:
            title = t("This introduction has closed: {what}", what=what)
    return Card(title, matter=matter(seen.suggestion.id))


def moved_on(suggestion: Suggestion) -> Card:
    """For whoever was asked and did not answer in time: nothing is needed, and a late yes is welcome."""
    title = t("This one has moved on, and nothing is needed from you: {what}", what=subject(suggestion.details))
    parts: tuple[Part, ...] = ()
    if suggestion.state is SuggestionState.EXPIRED:
        late = Button(t("I could, after all"), "suggestion.yes", str(suggestion.id))
        parts = (Buttons((late,)),)
    return Card(title, parts, matter(suggestion.id))


def met(seen: SuggestionSeen) -> Card:
    """Both have said yes: names and contact, for the first time."""
    other = seen.other
    rows = [(t("Who"), other.name), (t("What they do"), f"{other.role}, {other.organisation.name}")]
    if other.contact:
        rows.append((t("Contact"), other.contact))
    rows.append((t("About"), capital(subject(seen.suggestion.details))))
    title = t("You've both said yes. Meet {name}", name=other.name)
    return Card(title, (Facts(tuple(rows)),), matter(seen.suggestion.id))


def words_form(seen: SuggestionSeen, begun: str = "") -> Card:
    """Where a question for the other side is written, or the answer to theirs; `begun` are words that may be one."""
    value, hint = str(seen.suggestion.id), t("they go on without your name")
    field = TextField("words", t("Your words"), begun[:LONGEST], long=True, required=True, limit=LONGEST, hint=hint)
    form = Form("suggestion.send", (field,), t("Pass it on"), value)
    if begun:
        who = who_in_words(seen.other)
        title = t("Is that for {who}? I haven't passed it on yet", who=who)
        answers = () if seen.mine else (Text(t("Or is it your answer?"), quiet=True), Buttons(_answers(value)))
        return Card(title, (form, *answers), "words:" + matter(seen.suggestion.id))
    title = t("What shall I tell them?") if seen.mine else t("What would you like to ask?")
    return Card(title, (form,), "words:" + matter(seen.suggestion.id))


def declined(suggestion: Suggestion) -> Card:
    """After a no: nobody is told, and a reason may be kept."""
    field = TextField("reason", t("Why, if you like"), limit=300, hint=t("nobody but you reads this"))
    title = t("That's fine. They won't be told you said no.")
    if suggestion.asker_id == suggestion.guest_id:
        title = t("That's fine. They won't be told you said no; I'll look for somebody else for them.")
    return Card(
        title,
        (
            Form("suggestion.reason", (field,), t("Keep the reason"), str(suggestion.id)),
            Text(t("Changed your mind? Say “undo” within the next day or two."), quiet=True),
        ),
        matter(suggestion.id),
    )


def _answers(value: str) -> tuple[Button, ...]:
    return (
        Button(t("Yes"), "suggestion.yes", value, "primary"),
        Button(t("Not this time"), "suggestion.no", value),
    )
