"""What coordinators see of messages that could not be delivered: to whom and why, and never a word of them."""

from bot.cards import Button, Buttons, Card, Part, Text
from bot.language import count, t
from bot.ports.failures import Undelivered
from bot.turn import Platform

MANY = 3
"""Of more than so many, a coordinator hears once an hour, and not of each."""
MANY_MATTER = "undelivered:many"


def undelivered(message: Undelivered) -> Card:
    """The news to a coordinator, without a word of the message."""
    if message.doubt:
        title = t("A message to {name} may not have arrived: {why}", name=whom(message), why=reason(message))
        note = t("If you send it again, they may get it twice. If you drop it, they may not get it at all.")
        return Card(title, (Text(note), Buttons(choices(message))), matter(message))
    title = t("A message to {name} could not be delivered: {why}", name=whom(message), why=reason(message))
    return Card(title, (Buttons(choices(message)),), matter(message))


def matter(message: Undelivered) -> str:
    """What the card about a message is about."""
    return f"undelivered:{message.id}"


def seen_to(message: Undelivered, again: bool, by: str) -> Card:
    """To the other coordinators: nothing is left to do about it."""
    name = whom(message)
    if again:
        return Card(t("{who} had the message to {name} sent again", who=by, name=name), matter=matter(message))
    return Card(t("{who} dropped the message to {name}", who=by, name=name), matter=matter(message))


def reason(message: Undelivered) -> str:
    """Why it failed, in words if the platform's own word for it is known here."""
    platform, why = platform_name(message.to.platform), message.why

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


def choices(message: Undelivered) -> tuple[Button, ...]:
    """What can be done about one."""
    drop = Button(t("Drop"), "undelivered.drop", str(message.id))
    return (
        (Button(t("Send again"), "undelivered.again", str(message.id), "primary"), drop)
        if message.sendable
        else (drop,)
    )


def whom(message: Undelivered) -> str:
    """Whom it was for."""
    return message.name or (t("somebody here") if message.person_id else t("a channel"))


def platform_name(platform: Platform) -> str:
    """As people call it."""
    return {"slack": "Slack", "teams": "Teams", "web": t("the web")}[platform]


def many() -> Card:
    """The news that there are a good many; how many is seen by looking, for more may follow."""
    note = t(
        "That often means that a platform was away for a while. Look at them together, or see to all of them at once."
    )
    look = Button(t("See them"), "coordinate", style="primary")
    title = t("A good many messages could not be delivered")
    return Card(title, (Text(note), Buttons((look, *all_choices(MANY)))), MANY_MATTER)


def all_choices(number: int) -> tuple[Button, ...]:
    """What can be done about all of them; nothing where there are too few to bother."""
    if number < 2:
        return ()
    return (Button(t("Send all again"), "undelivered.all", "again"), Button(t("Drop all"), "undelivered.all", "drop"))


def sure_of_all(messages: tuple[Undelivered, ...], *, again: bool) -> Card:
    """Asked once, because it is about many people."""
    parts: list[Part] = []
    if again:
        doubts = sum(one.doubt for one in messages)
        wordless = sum(not one.sendable for one in messages)
        if doubts:
            twice = count(
                "One of them may have arrived: that person may get it twice.",
                "{number} of them may have arrived: those people may get them twice.",
                doubts,
            )
            parts.append(Text(twice))
        if wordless:
            gone = count(
                "Of one I no longer have the words, so it stays here to be dropped.",
                "Of {number} I no longer have the words, so they stay here to be dropped.",
                wordless,
            )
            parts.append(Text(gone))
        title = t("Shall I send all {number} again?", number=len(messages))
        yes = Button(t("Send them all"), "undelivered.all_again", style="primary")
    else:
        title = t("Shall I drop all {number}? Whom they were for won't get them.", number=len(messages))
        yes = Button(t("Drop them all"), "undelivered.all_dropped", style="danger")
    return Card(title, (*parts, Buttons((yes, Button(t("Leave them"), "coordinate")))), MANY_MATTER)
