"""For the people who coordinate: their workspaces, codes for others, and what could not be delivered.

Nobody else sees any of it, and a coordinator never sees the words of a message, only that it failed and why.
"""

from bot.cards import Button, Buttons, Card, Entry, Facts, Part, Text
from bot.commands.membership import DropUndelivered, Invite, SendAgain, StepDown
from bot.dialogue import Dialogue, Do, Replace, Step, say
from bot.dialogues.yes_or_no import YesOrNo
from bot.events import (
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
from bot.ports.failures import Undelivered
from bot.ports.person_view import PersonView
from bot.ports.workspaces import Workspace
from bot.turn import Platform, Pressed
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
        case SentAgain(message=message):
            title = t("Sent again: the message to {name}", name=_whom(message))
            note = Text(t("If it fails once more I'll tell you."), quiet=True)
            return Step((Replace(Card(title, (note,), matter(message))),))
        case Dropped(message=message):
            return Step((Replace(Card(t("Dropped: the message to {name}", name=_whom(message)), (), matter(message))),))
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
        *((_platform(one.platform), _installed(one, view)) for one in seen.workspaces[:MOST_SHOWN]),
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
        parts.append(Entry(t("To {name}", name=_whom(message)), (reason(message), day), _choices(message)))
    if len(seen.undelivered) > MOST_SHOWN:
        parts.append(Text(count("And one more.", "And {number} more.", len(seen.undelivered) - MOST_SHOWN), quiet=True))
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


def undelivered(message: Undelivered) -> Card:
    """The news to a coordinator, without a word of the message."""
    if message.doubt:
        title = t("A message to {name} may not have arrived: {why}", name=_whom(message), why=reason(message))
        note = t("If you send it again, they may get it twice. If you drop it, they may not get it at all.")
        return Card(title, (Text(note), Buttons(_choices(message))), matter(message))
    title = t("A message to {name} could not be delivered: {why}", name=_whom(message), why=reason(message))
    return Card(title, (Buttons(_choices(message)),), matter(message))


def matter(message: Undelivered) -> str:
    """What the card about a message is about."""
    return f"undelivered:{message.id}"


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
        platform=_platform(workspace.platform),
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


def seen_to(message: Undelivered, again: bool, name: str) -> Card:
    """To the other coordinators: nothing is left to do about it."""
    whom = _whom(message)
    if again:
        return Card(t("{who} had the message to {name} sent again", who=name, name=whom), matter=matter(message))
    return Card(t("{who} dropped the message to {name}", who=name, name=whom), matter=matter(message))


def reason(message: Undelivered) -> str:
    """Why it failed, in words if the platform's own word for it is known here."""
    platform, why = _platform(message.to.platform), message.why

    def says(*words: str) -> bool:
        return any(word in why for word in words)

    if message.doubt:
        return t("{platform} gave no clear answer, and I can't look", platform=platform)
    if says("account_inactive", "user_disabled", "is_inactive"):
        return t("{platform} says the account is deactivated", platform=platform)
    if says("user_not_found", "users_not_found", "user_not_visible"):
        return t("{platform} says there is no such person any more", platform=platform)
    if says("BotDisabledByAdmin"):
        return t("{platform} says an administrator has switched me off for them", platform=platform)
    if says("Blocked", "BotNotInConversationRoster", "ForbiddenOperation", "cannot_dm_bot"):
        return t("{platform} says they have removed or blocked me", platform=platform)
    if says("ConversationNotFound", "channel_not_found", "is_archived", "not_in_channel"):
        return t("{platform} says the conversation is not there any more", platform=platform)
    if says("too_long", "TooBig"):
        return t("{platform} says it is too long", platform=platform)
    if says("token_revoked", "not installed", "app_uninstalled"):
        return t("I'm not installed in that {platform} workspace any more", platform=platform)
    if says("unreadable"):
        return t("another release of me wrote it")
    return t("{platform} says “{why}”", platform=platform, why=why)


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


def _choices(message: Undelivered) -> tuple[Button, ...]:
    drop = Button(t("Drop"), "undelivered.drop", str(message.id))
    return (
        (Button(t("Send again"), "undelivered.again", str(message.id), "primary"), drop)
        if message.sendable
        else (drop,)
    )


def _whom(message: Undelivered) -> str:
    return message.name or (t("somebody here") if message.person_id else t("a channel"))


def _installed(workspace: Workspace, view: PersonView) -> str:
    if workspace.left_at is None:
        return _named(workspace)
    day = date_in_words(local_date(workspace.left_at, view.me.time_zone))
    return t("{where} (removed on {day})", where=_named(workspace), day=day)


def _named(workspace: Workspace) -> str:
    return workspace.name or workspace.workspace


def _platform(platform: Platform) -> str:
    return {"slack": "Slack", "teams": "Teams", "web": t("the web")}[platform]


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
    ),
    told=told,
)
