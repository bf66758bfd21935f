"""The town before the storm: organisations, workspaces, people with a role, and where each of them is reached."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from adapters.teams.references import Reference
from bot.model.organisations import Organisation, Sector
from bot.turn import Address, ChannelAddress, Destination
from storage.sealing import Sealing
from storage.slack_installations import SlackInstallation, StoredSlackInstallations
from storage.teams_references import StoredTeamsReferences
from storage.unit_of_work import SqlStore
from tests.adapters.slack.people import Someone as OnSlack
from tests.adapters.teams.fake_entra import APP_ID
from tests.adapters.teams.people import Someone as OnTeams
from tests.chaos.roster import Roster, channel_of, token_of


def settle(store: SqlStore, roster: Roster, service_url: str, sealing_key: str) -> None:
    """Everything that has to be there before anybody says anything."""
    now = dt.datetime.now(dt.UTC)
    installations = StoredSlackInstallations(store.engine, Sealing((sealing_key,)))
    for number, team in enumerate(sorted({person.team for person in roster.on_slack})):
        charity = store.setup.add_organisation(f"Charity {number}", Sector.CHARITY, "Leeds")
        store.setup.link_workspace(charity, "slack", team)
        installations.save(SlackInstallation("", team, "UBOT", "BBOT", "UADMIN", token_of(team)), now)
        for person in roster.on_slack:
            if person.team == team:
                _moves_in(store, address_of(person), charity)
    references = StoredTeamsReferences(store.engine)
    on_teams = roster.on_teams(service_url)
    for number, tenant in enumerate(sorted({person.tenant for person in on_teams})):
        council = store.setup.add_organisation(f"Council {number}", Sector.COUNCIL, "Leeds")
        store.setup.link_workspace(council, "teams", tenant)
        for colleague in on_teams:
            if colleague.tenant == tenant:
                _moves_in(store, address_of(colleague), council)
                reached = Reference(service_url, colleague.chat, f"28:{APP_ID}", colleague.id)
                references.remember(address_of(colleague), reached.as_json(), now)


def address_of(person: OnSlack | OnTeams) -> Address:
    """Where the bot reaches somebody."""
    if isinstance(person, OnSlack):
        return Address("slack", person.team, person.user)
    return Address("teams", person.tenant, person.aad)


def lanes(roster: Roster, service_url: str) -> Sequence[tuple[Destination, str]]:
    """Everybody and every channel, and where the provider puts what is sent there."""
    people: list[tuple[Destination, str]] = [(address_of(person), f"D{person.user}") for person in roster.on_slack]
    people += [(address_of(person), person.chat) for person in roster.on_teams(service_url)]
    for team in sorted({person.team for person in roster.on_slack}):
        people.append((ChannelAddress("slack", team, channel_of(team)), channel_of(team)))
    return people


def _moves_in(store: SqlStore, address: Address, organisation: Organisation) -> None:
    with store.begin() as work:
        person = work.people.join(address, organisation, f"Person {address.user}", "Europe/London", "")
        work.people.save(replace(person, role="officer"))
