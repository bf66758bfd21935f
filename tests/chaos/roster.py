"""Who lives in the town of a storm: the same people in every process, from nothing but how many there are."""

import uuid
from dataclasses import dataclass

from tests.adapters.slack.fake_slack import Workspace
from tests.adapters.slack.people import Someone as OnSlack
from tests.adapters.teams.people import Someone as OnTeams

SCOPES = frozenset({"chat:write", "dnd:read", "im:write", "im:history", "users:read", "users:read.email"})
"""Of those in manifest.yml what is needed here: the bot may read back its direct messages, and no channel."""
CLIENT_ID, CLIENT_SECRET = "42.42", "the client's secret"
"""What the strict fake Slack knows the app by."""


@dataclass(frozen=True)
class Roster:
    """`teams` Slack workspaces and `tenants` Teams tenants, with so many people in each."""

    teams: int
    people_in_team: int
    tenants: int
    people_in_tenant: int

    @property
    def on_slack(self) -> tuple[OnSlack, ...]:
        """Everybody on Slack."""
        return tuple(
            OnSlack(f"U{team}N{number}", f"TCHAOS{team}")
            for team in range(self.teams)
            for number in range(self.people_in_team)
        )

    def on_teams(self, service_url: str) -> tuple[OnTeams, ...]:
        """Everybody on Teams, where Teams is at `service_url`."""
        return tuple(
            OnTeams(f"T{tenant}n{number}", str(uuid.UUID(int=tenant + 1)), service_url)
            for tenant in range(self.tenants)
            for number in range(self.people_in_tenant)
        )

    @property
    def workspaces(self) -> tuple[Workspace, ...]:
        """The Slack workspaces as the fake Slack knows them."""
        return tuple(
            Workspace(
                team,
                token_of(team),
                SCOPES,
                {
                    person.user: {"real_name": f"Person {person.user}", "tz": "Europe/London"}
                    for person in self.on_slack
                    if person.team == team
                },
                channels=frozenset({channel_of(team)}),
            )
            for team in sorted({person.team for person in self.on_slack})
        )


def channel_of(team: str) -> str:
    """The one channel of this workspace that the bot is in."""
    return f"C{team.removeprefix('T')}"


def token_of(team: str) -> str:
    """The token with which the bot speaks in this workspace."""
    return f"xoxb-{team.lower()}"
