"""For the people who coordinate: their workspaces, codes for others, and what could not be delivered.

Nobody else sees any of it, and a coordinator never sees the words of a message, only that it failed and why.
"""

from bot.cards import Button, Buttons, Card, Entry, Facts, Part, Text
from bot.commands.membership import DropUndelivered, Invite, SeeToAll, SendAgain, StepDown
from bot.dialogue import Dialogue, Do, Replace, Step, say
from bot.dialogues import undelivered_cards
from bot.dialogues.undelivered_cards import platform_name
from bot.dialogues.yes_or_no import YesOrNo
from bot.events import (
    AllSeenTo,
    CodeRefused,
    CoordinatorMade,
    Dropped,
    Event,
    InvitationWithdrawn,
    Invited,
    SentAgain,
    SteppedDown,
    SteppedUpAgain,
)
from bot.language import count, t
from bot.model.invitations import VALID_FOR
from bot.phrases import date_in_words
from bot.ports.person_view import PersonView
from bot.ports.workspaces import Workspace
from bot.turn import Pressed
from bot.working_time import local_date

WORDS = frozenset({"coordinate", "coordinator", "coordinators", "coordinating"})
MOST_SHOWN = 8
MATTER = "coordination"


def pressed(press: Pressed, view: PersonView) -> Step:
    """Buttons of coordinators; one that is pressed by somebody who has stepped down says so."""
    if not view.me.coordinator:
        return say(Card(t("That is for coordinators, and you aren't one at present.")))
    match press.verb:
        case "coordinate.invite":
            return Step((Do(Invite(for_workspace=press.value != "person")),))
        case "coordinate.step_down":
            return say(_sure(view), YesOrNo("coordinate.stepped_down", "coordinate", ""))
        case "coordinate.stepped_down":
            return Step((Do(StepDown()),), None)
        case "undelivered.again":
            return Step((Do(SendAgain(press.number)),))
        case "undelivered.drop":
            return Step((Do(DropUndelivered(press.number)),))
        case "undelivered.all":
            return _all(view, again=press.value == "again")
        case "undelivered.all_again":
            return Step((Do(SeeToAll(again=True)),), None)
        case "undelivered.all_dropped":
            return Step((Do(SeeToAll(again=False)),), None)
        case _:
            return say(card(view), None)


def told(event: Event, view: PersonView) -> Step:
    """What the person who did it hears."""
    match event:
        case CodeRefused():
            return say(Card(refused(event)))
        case CoordinatorMade(linked=linked):
            return say(_welcome(view, linked))
        case Invited():
            return say(_invitation(event))
        case InvitationWithdrawn(invitation_id=invitation):
            return say(Card(t("That code opens nothing any more."), matter=_invitation_matter(invitation)))
        case SteppedDown():
            note = Text(t("Thank you for looking after it. If you think again, “undo” works until this time tomorrow."))
            title = t("You no longer coordinate {name}", name=view.me.organisation.name)
            return Step((Replace(Card(title, (note,), MATTER)),))
        case SteppedUpAgain():
            return say(card(view))
        case AllSeenTo(number=number, again=again, left=left):
            title = (
                count("Sent again: one message", "Sent again: {number} messages", number)
                if again
                else count("Dropped: one message", "Dropped: {number} messages", number)
            )
            rest = count("One is left.", "{number} are left.", left) if left else t("Nothing is left to see to.")
            parts = (Text(rest, quiet=True), Buttons((way_in(),)))
            return Step((Replace(Card(title, parts, undelivered_cards.MANY_MATTER)),))
        case SentAgain(alone=False) | Dropped(alone=False):
            return Step()  # one word about all of them follows
        case SentAgain(message=message):
            title = t("Sent again: the message to {name}", name=undelivered_cards.whom(message))
            note = Text(t("If it fails once more I'll tell you."), quiet=True)
            return Step((Replace(Card(title, (note,), undelivered_cards.matter(message))),))
        case Dropped(message=message):
            return Step(
                (
                    Replace(
                        Card(
                            t("Dropped: the message to {name}", name=undelivered_cards.whom(message)),
                            (),
                            undelivered_cards.matter(message),
                        )
                    ),
                )
            )
        case _:
            return Step()


def card(view: PersonView) -> Card:
    """Everything a coordinator looks after."""
    seen = view.coordination()
    assert seen is not None, "asked for a coordinator alone"
    others = count("you and one other", "you and {number} others", seen.coordinators - 1)
    rows = [
        (t("People here"), str(seen.people)),
        (t("Coordinators"), others if seen.coordinators > 1 else t("you alone")),
        *((platform_name(one.platform), _installed(one, view)) for one in seen.workspaces[:MOST_SHOWN]),
    ]
    if len(seen.workspaces) > MOST_SHOWN:
        rows.append(
            (t("And"), count("one more workspace", "{number} more workspaces", len(seen.workspaces) - MOST_SHOWN))
        )
    parts: list[Part] = [Facts(tuple(rows))]
    if seen.undelivered:
        parts.append(Text(t("Could not be delivered:")))
    for message in seen.undelivered[:MOST_SHOWN]:
        day = date_in_words(local_date(message.at, view.me.time_zone))
        parts.append(
            Entry(
                t("To {name}", name=undelivered_cards.whom(message)),
                (undelivered_cards.reason(message), day),
                undelivered_cards.choices(message),
            )
        )
    if len(seen.undelivered) > MOST_SHOWN:
        parts.append(Text(count("And one more.", "And {number} more.", len(seen.undelivered) - MOST_SHOWN), quiet=True))
    if everything := undelivered_cards.all_choices(len(seen.undelivered)):
        parts.append(Buttons(everything))
    buttons = (
        Button(t("Invite a workspace"), "coordinate.invite", "workspace"),
        Button(t("Make a coordinator"), "coordinate.invite", "person"),
        Button(t("Step down"), "coordinate.step_down"),
    )
    privacy = t("Only coordinators see this: that a message failed and why, never what it said.")
    parts += [Buttons(buttons), Text(privacy, quiet=True)]
    return Card(t("Coordinating {name}", name=view.me.organisation.name), tuple(parts), MATTER)


def way_in() -> Button:
    """The button that leads here; for coordinators alone."""
    return Button(t("Coordinate"), "coordinate")


def refused(event: CodeRefused) -> str:
    """The same for a code that never was, was used, has run out or is another organisation's."""
    if event.too_many:
        return t(
            "Too many codes that open nothing were typed in your workspace this hour. Please try again in an hour."
        )
    return t(
        "That code doesn't open anything here. It may be mistyped, used already or more than {days} days old: ask whoever gave it to you for a fresh one.",
        days=VALID_FOR.days,
    )


def app_removed(workspace: Workspace) -> Card:
    """To coordinators reached elsewhere."""
    where = _named(workspace)
    title = t(
        "In Your Shoes was removed from your {platform} workspace {where}",
        platform=platform_name(workspace.platform),
        where=where,
    )
    note = t(
        "Nobody there hears from me now, and those who have plans with them have been told. Nothing is lost: when it is installed again, each of them goes on as soon as they write to me."
    )
    return Card(title, (Text(note), Buttons((way_in(),))))


def another(name: str, linked: bool) -> Card:
    """To the other coordinators, when a code of theirs was used."""
    title = t("{name} coordinates with you now", name=name)
    news = (
        t("They used an invitation code, which linked their workspace.")
        if linked
        else t("They used an invitation code.")
    )
    return Card(title, (Text(news), Buttons((way_in(),))))


def _all(view: PersonView, *, again: bool) -> Step:
    seen = view.coordination()
    if seen is None or not seen.undelivered:
        return say(Card(t("There's nothing left to see to."), (Buttons((way_in(),)),)))
    yes = "undelivered.all_again" if again else "undelivered.all_dropped"
    return say(
        undelivered_cards.sure_of_all(seen.undelivered, again=again), YesOrNo(yes, "coordinate", "", for_good=True)
    )


def _welcome(view: PersonView, linked: bool) -> Card:
    name = view.me.organisation.name
    linked_too = [Text(t("Your workspace belongs to {name} from now on: everybody in it can write to me.", name=name))]
    what = t("Say “coordinate” to see your workspaces, invite others, and hear what could not be delivered.")
    parts: tuple[Part, ...] = (*(linked_too if linked else ()), Text(what), Buttons((way_in(),)))
    return Card(t("Welcome: you coordinate {name} now", name=name), parts)


def _invitation(event: Invited) -> Card:
    how = (
        t(
            "Pass it to somebody in the workspace that you want to add. They write it to me there; that links the workspace and makes them a coordinator."
        )
        if event.for_workspace
        else t("Pass it to a colleague. They write it to me, and coordinate with you from then on.")
    )
    once = t(
        "It works once, for {days} days. I show it only this time, so keep it; “undo” makes it worthless.",
        days=VALID_FOR.days,
    )
    facts = Facts(((t("Code"), event.code),))
    title = t("A code to link a workspace") if event.for_workspace else t("A code to make a coordinator")
    return Card(title, (facts, Text(how), Text(once, quiet=True)), _invitation_matter(event.invitation_id))


def _sure(view: PersonView) -> Card:
    seen = view.coordination()
    alone = seen is None or seen.coordinators < 2
    note = (
        t(
            "You are the only one: nobody would hear what can't be delivered, and it takes a code from the people who run this to begin again."
        )
        if alone
        else t("The others go on without you. To come back you'd need a code from one of them.")
    )
    buttons = (Button(t("Step down"), "coordinate.stepped_down", style="danger"), Button(t("Stay"), "coordinate"))
    title = t("Shall I take you off the coordinators of {name}?", name=view.me.organisation.name)
    return Card(title, (Text(note), Buttons(buttons)), MATTER)


def _installed(workspace: Workspace, view: PersonView) -> str:
    if workspace.left_at is None:
        return _named(workspace)
    day = date_in_words(local_date(workspace.left_at, view.me.time_zone))
    return t("{where} (removed on {day})", where=_named(workspace), day=day)


def _named(workspace: Workspace) -> str:
    return workspace.name or workspace.workspace


def _invitation_matter(invitation_id: int) -> str:
    return f"invitation:{invitation_id}"


COORDINATING = Dialogue(
    name="coordinating",
    verbs=(
        "coordinate",
        "coordinate.invite",
        "coordinate.step_down",
        "coordinate.stepped_down",
        "undelivered.again",
        "undelivered.drop",
        "undelivered.all",
        "undelivered.all_again",
        "undelivered.all_dropped",
    ),
    pressed=pressed,
    events=(
        CodeRefused,
        CoordinatorMade,
        Invited,
        InvitationWithdrawn,
        SteppedDown,
        SteppedUpAgain,
        SentAgain,
        Dropped,
        AllSeenTo,
    ),
    told=told,
)
