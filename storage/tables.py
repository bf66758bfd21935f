"""Every table. Rows never leave this package: the repositories turn them into the core's values.

Each row that concerns an organisation names it, times are UTC, and what is filtered or counted is a column. Unique
constraints carry the promises that must hold whatever two threads do: one turn once, one message per key, one exchange
per suggestion, one reflection per leg and person, one person per address. Ids are never used again, because buttons
that were sent long ago still carry them.
"""

import datetime as dt
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA = sa.MetaData(naming_convention=NAMING)


class Row(SQLModel):
    """What all tables share: metadata of their own with names that migrations can rely on."""

    # rows are not checked when they are made, so that no start need wait for twenty-five checks to be built
    model_config = {"defer_build": True}
    metadata: ClassVar[sa.MetaData] = METADATA


def _with(*constraints: sa.Index | sa.UniqueConstraint) -> Any:
    return (*constraints, {"sqlite_autoincrement": True})


def _id() -> Any:
    return Field(default=None, primary_key=True)


class Organisation(Row, table=True):
    """An employer or group."""

    __table_args__ = _with()
    id: int = _id()
    name: str
    sector: str
    place: str = ""


class Workspace(Row, table=True):
    """One Slack team, Teams tenant or web community, and whose it is. `left_at` is set while the app is not there."""

    __table_args__ = _with(sa.UniqueConstraint("platform", "workspace"))
    id: int = _id()
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    platform: str
    workspace: str
    name: str = ""
    left_at: dt.datetime | None = None


class Invitation(Row, table=True):
    """A code that links a workspace or makes a coordinator, once. The code itself is nowhere: this is its hash."""

    __table_args__ = _with(sa.UniqueConstraint("code_hash"))
    id: int = _id()
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    code_hash: str
    made_by: int | None = Field(default=None, foreign_key="person.id")
    made_at: dt.datetime
    expires_at: dt.datetime
    used_by: int | None = Field(default=None, foreign_key="person.id")
    used_at: dt.datetime | None = None


class WrongCode(Row, table=True):
    """How many codes that open nothing were typed in one workspace in one hour: of whoever typed them, nothing."""

    __table_args__ = _with(sa.UniqueConstraint("platform", "workspace", "hour"))
    id: int = _id()
    platform: str
    workspace: str
    hour: dt.datetime
    times: int


class Person(Row, table=True):
    """Somebody in one organisation. An `erased` one is an empty row, so that other people's exchanges still count.

    `own` is "contact name", what they have put right themselves.
    """

    __table_args__ = _with()
    id: int = _id()
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str
    role: str = ""
    contact: str = ""
    time_zone: str = "Europe/London"
    paused_until: dt.date | None = None
    erased: bool = False
    coordinator: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    language: str = Field(default="", sa_column_kwargs={"server_default": ""})
    own: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Address(Row, table=True):
    """Where a person is reached. `works` is false after they removed the bot, until they speak from there again."""

    __table_args__ = _with(sa.UniqueConstraint("platform", "workspace", "account"))
    id: int = _id()
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    platform: str
    workspace: str
    account: str
    works: bool = True
    seen_at: dt.datetime | None = None


class Listing(Row, table=True):
    """An offer or a request. `days` is "MO,TH", in the order in which they were said. `prepared` is what
    `bot.matching.Relevance.stored` made of the words; it can be made again at any time. `revision` is how often the row
    was written, by which other processes see that it was."""

    __table_args__ = _with(
        sa.Index(None, "kind", "state", "activity", "expires_on"),
        sa.Index(None, "kind", "state", "revision"),
        sa.Index(None, "person_id", "state", "created_at"),
        sa.Index(None, "state", "created_at"),
    )
    id: int = _id()
    kind: str
    person_id: int = Field(foreign_key="person.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    state: str
    created_at: dt.datetime
    expires_on: dt.date
    activity: str
    topic: str = ""
    text: str = ""
    duration_minutes: int | None = None
    mode: str | None = None
    place: str = ""
    days: str = ""
    part: str | None = None
    time: dt.time | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    every: str | None = None
    capacity: int = 1
    reciprocal: bool = False
    prepared: bytes | None = None
    revision: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Suggestion(Row, table=True):
    """One person asked to be introduced to another. `details` and `reasons` are only kept, so they are JSON."""

    __table_args__ = _with(
        sa.Index(None, "host_id", "guest_id", "state"), sa.Index(None, "guest_id", "host_id", "state")
    )
    id: int = _id()
    offer_id: int | None = Field(default=None, foreign_key="listing.id", index=True)
    request_id: int | None = Field(default=None, foreign_key="listing.id", index=True)
    host_id: int = Field(foreign_key="person.id")
    guest_id: int = Field(foreign_key="person.id")
    asker_id: int = Field(foreign_key="person.id")
    host_organisation_id: int = Field(foreign_key="organisation.id")
    guest_organisation_id: int = Field(foreign_key="organisation.id")
    details: dict[str, Any] = Field(sa_type=sa.JSON)
    reasons: list[str] = Field(sa_type=sa.JSON)
    state: str
    asked_at: dt.datetime
    answered_at: dt.datetime | None = None
    reason: str = ""


class Exchange(Row, table=True):
    """What an accepted suggestion became: one for each suggestion."""

    __table_args__ = _with(sa.UniqueConstraint("suggestion_id"))
    id: int = _id()
    suggestion_id: int = Field(foreign_key="suggestion.id")
    state: str


class Leg(Row, table=True):
    """One visit or session of an exchange."""

    __table_args__ = _with(
        sa.UniqueConstraint("token"), sa.Index(None, "host_id", "state"), sa.Index(None, "guest_id", "state")
    )
    id: int = _id()
    exchange_id: int = Field(foreign_key="exchange.id", index=True)
    host_id: int = Field(foreign_key="person.id")
    guest_id: int = Field(foreign_key="person.id")
    host_organisation_id: int = Field(foreign_key="organisation.id", index=True)
    guest_organisation_id: int = Field(foreign_key="organisation.id", index=True)
    details: dict[str, Any] = Field(sa_type=sa.JSON)
    state: str
    token: str
    starts_at: dt.datetime | None = None
    minutes: int = 60
    where: str = ""
    sequence: int = 0


class Proposal(Row, table=True):
    """A date put by one side of a leg to the other, and the place if one was named with it."""

    __table_args__ = _with(sa.Index(None, "leg_id", "open"))
    id: int = _id()
    leg_id: int = Field(foreign_key="leg.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    starts_at: dt.datetime
    open: bool = True
    where: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Reflection(Row, table=True):
    """What one side of a leg wrote afterwards: one for each of them."""

    __table_args__ = _with(sa.UniqueConstraint("leg_id", "person_id"), sa.Index(None, "sharing", "written_at"))
    id: int = _id()
    leg_id: int = Field(foreign_key="leg.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    surprised: str
    differently: str
    tell: str
    sharing: str
    written_at: dt.datetime


class Conversation(Row, table=True):
    """The open question of a person and the last change they can undo, both as the core wrote them."""

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    state: str | None = None
    last_change: str | None = None


class Turn(Row, table=True):
    """A turn that was claimed: the platform may deliver it again, and it counts once."""

    id: str = Field(primary_key=True)
    at: dt.datetime = Field(index=True)


class Message(Row, table=True):
    """A card to be sent, in the lane of its destination. Its words go as soon as it is delivered.

    `due_at` orders the lane and changes only when it is postponed; `try_at` is when the next attempt may be made. Of
    lanes, the one whose turn has the lowest `priority` goes first. `attempts` counts every claim and fences every
    settlement; the first of them was at `first_try_at`. `failures` counts those that came to nothing, and waits grow
    with it. `workspace` is the lane's, as `bot.turn.workspace_of` has it.
    `message_id` is the platform's, kept so that a later message of the same `matter` can update it. `told_at` is when
    the coordinators were told that it was given up or held. `hours` is the time zone in whose working hours it arrives,
    if it can wait.
    """

    __table_args__ = _with(
        sa.UniqueConstraint("key"),
        sa.Index(None, "state", "priority", "try_at"),
        sa.Index(None, "lane", "state", "due_at", "id"),
        sa.Index(None, "lane", "matter"),
    )
    id: int = _id()
    key: str
    lane: str
    workspace: str = Field(default="", sa_column_kwargs={"server_default": ""})
    priority: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    matter: str
    card: str
    replaces: str = ""
    supersedes: bool = False
    state: str
    due_at: dt.datetime
    try_at: dt.datetime
    attempts: int = 0
    failures: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    first_try_at: dt.datetime | None = None
    hours: str = Field(default="", sa_column_kwargs={"server_default": ""})
    leased_until: dt.datetime | None = None
    message_id: str = ""
    settled_at: dt.datetime | None = None
    why: str = ""
    told_at: dt.datetime | None = None


class Pace(Row, table=True):
    """When the next message may go: to one lane, or to anybody in one workspace. No row, or a past one: at once."""

    name: str = Field(primary_key=True)
    free_at: dt.datetime


class Reminder(Row, table=True):
    """Something due later; `rung_at` once it has been acted on."""

    __table_args__ = _with(sa.UniqueConstraint("key"), sa.Index(None, "rung_at", "due_at"))
    id: int = _id()
    key: str
    kind: str
    about: str
    due_at: dt.datetime
    rung_at: dt.datetime | None = None


class Digest(Row, table=True):
    """A channel that asked for the weekly post."""

    __table_args__ = _with(sa.UniqueConstraint("channel"))
    id: int = _id()
    channel: str
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    weekday: int
    hour: int
    time_zone: str
    every: str
    on: bool
    last_at: dt.datetime | None = None


class Disclosure(Row, table=True):
    """Who was shown what of whom, in ids alone."""

    __table_args__ = _with(sa.UniqueConstraint("viewer_id", "subject_id", "what", "about"))
    id: int = _id()
    viewer_id: int = Field(foreign_key="person.id")
    subject_id: int = Field(foreign_key="person.id", index=True)
    viewer_organisation_id: int = Field(foreign_key="organisation.id")
    subject_organisation_id: int = Field(foreign_key="organisation.id")
    what: str
    about: str
    at: dt.datetime


class Audit(Row, table=True):
    """A line of the audit log, in ids alone. Nobody changes or removes one: the database refuses to."""

    __table_args__ = _with(sa.UniqueConstraint("chain", "number"))
    id: int = _id()
    chain: int
    number: int
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    at: dt.datetime
    actor: str
    what: str
    about: str
    turn: str
    hash: str


class AuditHead(Row, table=True):
    """Where each chain of the audit log ends."""

    chain: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int
    hash: str


class TeamsReference(Row, table=True):
    """How Teams reaches a person or a channel again: `reference` is the adapter's own JSON, written by it alone."""

    __table_args__ = _with(sa.UniqueConstraint("destination"), sa.Index(None, "tenant", "updated_at"))
    id: int = _id()
    destination: str
    tenant: str
    reference: dict[str, Any] = Field(sa_type=sa.JSON)
    updated_at: dt.datetime


class SlackInstallation(Row, table=True):
    """The bot in one Slack workspace, or in all of a grid (`team` is then empty). `sealed` holds the tokens.

    Whoever renews the tokens holds it until `refreshing_until`: a refresh token counts once.
    """

    __table_args__ = _with(sa.UniqueConstraint("enterprise", "team"), sa.Index(None, "team"))
    id: int = _id()
    enterprise: str
    team: str
    bot_user: str
    bot_id: str
    installer: str
    sealed: str
    expires_at: dt.datetime | None = None
    installed_at: dt.datetime
    refreshing_until: dt.datetime | None = None


class SlackGridTeam(Row, table=True):
    """A workspace of a grid that was heard from through an org-wide installation."""

    team: str = Field(primary_key=True)
    enterprise: str = Field(index=True)


class SlackInstallState(Row, table=True):
    """An installation that was begun in somebody's browser: counts once, and not for long. Only a hash is kept."""

    state: str = Field(primary_key=True)
    expires_at: dt.datetime = Field(index=True)
