"""Many workspaces: installed from a browser, each with its own token, renewed once, and gone when it is gone."""

import asyncio
import datetime as dt
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from slack_sdk.errors import SlackApiError

from adapters.clock import MovableClock
from adapters.slack.install import SCOPES
from adapters.slack.service import Installations, Registration
from bot.cards import Card
from bot.engine import Engine
from bot.model.exchanges import LegState
from bot.model.organisations import Sector
from bot.turn import Address
from storage.sealing import Sealing, new_key
from storage.slack_installations import StoredInstallStates, StoredSlackInstallations
from storage.unit_of_work import SqlStore
from tests.adapters.slack.exchanges import agreed, somebody
from tests.adapters.slack.fake_slack import FakeSlack, Posted, Workspace
from tests.adapters.slack.people import SECRET, Request, Someone
from tests.adapters.slack.serving import Process, serving

# slack_sdk signs in at oauth.v2.access with a class that aiohttp will do without one day
pytestmark = [
    pytest.mark.platforms,
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"),
]

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SAM = Someone("USAM", "TOPENDOOR")
PRIYA = Someone("UPRIYA", "TLEEDS")
ANA = Someone("UANA", "TPARKS")
BO = Someone("UBO", "TROADS")
RIGHTS = frozenset(SCOPES)
TWELVE_HOURS = 12 * 60 * 60


@dataclass(kw_only=True)
class World(Process):
    """Two workspaces and a grid of two more, in which nobody has installed anything yet."""

    door: Workspace = field(
        default_factory=lambda: Workspace("TOPENDOOR", "xoxb-door", RIGHTS, {"USAM": {"real_name": "Sam Okafor"}})
    )
    leeds: Workspace = field(
        default_factory=lambda: Workspace("TLEEDS", "xoxb-leeds", RIGHTS, {"UPRIYA": {"real_name": "Priya Shah"}})
    )
    grid: Workspace = field(
        default_factory=lambda: Workspace(
            "TGRID",
            "xoxb-grid",
            RIGHTS,
            {
                "UANA": {"real_name": "Ana Costa", "enterprise_user": {"id": "UANA", "teams": ["TPARKS", "TROADS"]}},
                "UBO": {"real_name": "Bo Lind", "enterprise_user": {"id": "UBO", "teams": ["TROADS"]}},
                "UCEO": {"real_name": "Cy Ellis", "enterprise_user": {"id": "UCEO", "teams": []}},
            },
            enterprise="ECOUNTY",
            org_wide=True,
        )
    )

    async def get(self, path: str, cookie: str = "") -> tuple[int, str, str, str]:
        """Status, page, where it sends the browser, and the cookie that it sets."""
        headers = {"Cookie": cookie} if cookie else {}
        async with self.workplace.session.get(
            self.workplace.url + path, headers=headers, allow_redirects=False
        ) as answer:
            cookie = answer.headers.get("Set-Cookie", "").split(";")[0]
            return answer.status, await answer.text(), answer.headers.get("Location", ""), cookie

    async def begin(self) -> tuple[str, str]:
        """Press "Add to Slack": the state that Slack will bring back, and the browser's cookie."""
        _, page, _, cookie = await self.get("/slack/install")
        [link] = re.findall(r'href="(https://slack\.com/oauth/v2/authorize[^"]*)"', page)
        asked = parse_qs(urlsplit(link.replace("&amp;", "&")).query)
        assert set(asked["scope"][0].split(",")) == RIGHTS
        assert asked["redirect_uri"] == ["https://shoes.example.org/slack/oauth_redirect"]
        return asked["state"][0], cookie

    async def install(self, workspace: Workspace, installer: str, *, expires_in: int | None = None) -> int:
        """All the way; the status of the last page."""
        state, cookie = await self.begin()
        code = self.slack.allow(workspace, installer, expires_in=expires_in)
        status, *_ = await self.get(f"/slack/oauth_redirect?code={code}&state={state}", cookie)
        return status

    def link(self, team: str, name: str) -> None:
        """An organisation has this workspace."""
        organisation = self.store.setup.add_organisation(name, Sector.CHARITY, "Leeds")
        self.store.setup.link_workspace(organisation, "slack", team)

    def heard(self, user: str) -> list[Posted]:
        return self.slack.in_channel(f"D{user}")


@pytest.fixture
async def world(store: SqlStore) -> AsyncIterator[World]:
    clock = MovableClock(NOON)
    slack, engine = FakeSlack(now=clock.now), Engine(store)
    registration = Registration(
        signing_secret=SECRET,
        client_id=slack.client_id,
        client_secret=slack.client_secret,
        public_url="https://shoes.example.org",
    )
    installations = Installations(
        StoredSlackInstallations(store.engine, Sealing([new_key()])), StoredInstallStates(store.engine)
    )
    async with serving(
        slack,
        store,
        clock,
        registration,
        handle=engine.handle,
        workspace_left=engine.workspace_left,
        installations=installations,
    ) as process:
        yield World(**vars(process))


def has_left(world: World, team: str) -> bool:
    """Whether the core knows that the bot was removed from there."""
    with world.store.begin() as work:
        return work.workspaces.has_left("slack", team)


def of_the_grid(request: Request) -> Request:
    """As Slack delivers it where the app is installed for all workspaces of a grid: no team in the authorisation."""
    body = json.loads(request.body)
    body |= {"enterprise_id": "ECOUNTY", "is_enterprise_install": True}
    body["authorizations"] = [{"enterprise_id": "ECOUNTY", "team_id": None, "is_enterprise_install": True}]
    return Request(request.path, json.dumps(body), request.kind)


# ---------------------------------------------------------------- installing


async def test_whoever_installs_it_is_greeted_and_asked_for_the_invitation_code(world: World) -> None:
    assert await world.install(world.door, "USAM") == 200
    [greeting] = world.heard("USAM")
    assert "invitation code" in greeting.text


async def test_a_code_in_any_words_links_the_workspace(world: World, store: SqlStore) -> None:
    organisation = store.setup.add_organisation("Open Door", Sector.CHARITY, "Leeds")
    with store.begin() as work:
        _, code = work.invitations.make(organisation.id, None, NOON)
    await world.install(world.door, "USAM")
    await world.deliver()
    await world.post(SAM.writes(f"hello there, my code is {code.lower()} thanks"))
    with store.begin() as work:
        linked = work.people.organisation_of("slack", "TOPENDOOR")
    assert linked is not None
    assert linked.name == "Open Door"


async def test_whoever_installs_it_in_a_linked_workspace_is_welcomed(world: World) -> None:
    world.link("TOPENDOOR", "Open Door")
    await world.install(world.door, "USAM")
    await world.deliver()
    [welcome] = world.heard("USAM")
    assert welcome.text.startswith("Hello Sam!")


async def test_a_state_counts_once(world: World) -> None:
    state, cookie = await world.begin()
    first, second = (world.slack.allow(world.door, "USAM") for _ in range(2))
    assert (await world.get(f"/slack/oauth_redirect?code={first}&state={state}", cookie))[0] == 200
    assert (await world.get(f"/slack/oauth_redirect?code={second}&state={state}", cookie))[0] == 401


async def test_a_state_is_over_after_ten_minutes(world: World) -> None:
    state, cookie = await world.begin()
    world.clock.move(dt.timedelta(minutes=10))
    code = world.slack.allow(world.door, "USAM")
    assert (await world.get(f"/slack/oauth_redirect?code={code}&state={state}", cookie))[0] == 401
    assert world.slack.calls == []


@pytest.mark.parametrize("query", ["code={code}", "code={code}&state=guessed", "state={state}", "error=access_denied"])
async def test_nothing_is_installed_without_all_that_it_takes(world: World, query: str, store: SqlStore) -> None:
    state, cookie = await world.begin()
    code = world.slack.allow(world.door, "USAM")
    status, page, *_ = await world.get("/slack/oauth_redirect?" + query.format(code=code, state=state), cookie)
    assert status in (200, 400, 401)
    assert "xoxb" not in page
    with store.engine.begin() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM slackinstallation")).scalar() == 0


async def test_another_browser_cannot_finish_it(world: World) -> None:
    state, _ = await world.begin()
    _, other_cookie = await world.begin()
    code = world.slack.allow(world.door, "USAM")
    assert (await world.get(f"/slack/oauth_redirect?code={code}&state={state}", other_cookie))[0] == 400


async def test_a_code_that_slack_refuses_installs_nothing(world: World) -> None:
    state, cookie = await world.begin()
    assert (await world.get(f"/slack/oauth_redirect?code=made-up&state={state}", cookie))[0] == 401


async def test_installing_again_replaces_the_token(world: World) -> None:
    world.link("TOPENDOOR", "Open Door")
    await world.install(world.door, "USAM")
    world.slack.uninstall(world.door)
    world.door.token = "xoxb-newer"
    await world.install(world.door, "USAM")
    await world.deliver()
    world.queue("after that", Address("slack", "TOPENDOOR", "USAM"), Card("after that"))
    await world.deliver()
    assert world.heard("USAM")[-1].text == "after that"


# ---------------------------------------------------------------- several at once


async def test_each_workspace_is_spoken_to_with_its_own_token(world: World) -> None:
    for workspace, someone, name in ((world.door, SAM, "Open Door"), (world.leeds, PRIYA, "Leeds City Council")):
        world.link(workspace.team, name)
        assert await world.install(workspace, someone.user) == 200
    for someone in (SAM, PRIYA):
        assert (await world.post(someone.writes("help"))).status == 200
    assert {message.team for message in world.heard("USAM")} == {"TOPENDOOR"}
    assert {message.team for message in world.heard("UPRIYA")} == {"TLEEDS"}


async def test_the_token_of_one_workspace_reaches_nobody_of_another(world: World) -> None:
    """A message for somebody of Leeds, addressed as if they were of Open Door, goes nowhere at all."""
    for workspace, user in ((world.door, "USAM"), (world.leeds, "UPRIYA")):
        await world.install(workspace, user)
    for message in list(world.slack.messages):
        world.slack.messages.remove(message)
    world.queue("for the wrong workspace", Address("slack", "TOPENDOOR", "UPRIYA"), Card("for the wrong workspace"))
    world.queue("for no workspace", Address("slack", "TNOWHERE", "USAM"), Card("for no workspace"))
    await world.deliver()
    assert world.slack.messages == []


async def test_everybody_is_answered_updated_and_drawn_for_with_their_own_workspaces_token(world: World) -> None:
    """Two workspaces and a grid at once: the strict fake holds every call to the workspace of its token."""
    at_home = ((world.door, SAM), (world.leeds, PRIYA), (world.grid, ANA))
    for workspace, someone in at_home:
        world.link(someone.team, f"The people of {someone.team}")
        await world.install(workspace, someone.user)
    await world.deliver()
    for workspace, someone in at_home:
        asked = of_the_grid if workspace is world.grid else lambda request: request
        await world.post(asked(someone.opens_the_bot("home")))
        await world.post(asked(someone.writes("I can offer an hour on grant budgeting, Thursday mornings")))
        await world.post(asked(someone.writes("I can offer an hour on grant budgeting, Friday mornings")))
        assert {one.team for one in world.heard(someone.user)} == {workspace.team}
        assert world.slack.homes[someone.user].team == workspace.team
    assert world.slack.faults == []


async def test_the_fake_would_notice_a_token_of_one_used_for_the_other(world: World) -> None:
    await world.install(world.door, "USAM")
    await world.install(world.leeds, "UPRIYA")
    client = world.service.sender._client
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    for call in (
        client.views_publish(user_id="UPRIYA", view=view, token=world.door.token),
        client.chat_postMessage(channel="DUPRIYA", text="hello", token=world.door.token),
        client.chat_update(channel="DUPRIYA", ts="1.1", text="hello", token=world.door.token),
    ):
        with pytest.raises(SlackApiError):
            await call
    assert len(world.slack.faults) == 3
    world.slack.faults.clear()


async def test_a_request_from_where_nobody_installed_it_is_nobodys(world: World) -> None:
    await world.install(world.door, "USAM")
    calls = len(world.slack.calls)
    assert (await world.post(PRIYA.writes("hello"))).status < 500
    assert len(world.slack.calls) == calls, "no token was tried there"


async def test_a_grid_is_installed_once_for_all_its_workspaces(world: World) -> None:
    assert await world.install(world.grid, "UANA") == 200
    await world.deliver()
    world.link("TPARKS", "Parks")
    for someone in (ANA, BO):
        assert (await world.post(of_the_grid(someone.writes("help")))).status == 200
    assert "I can offer" in world.heard("UANA")[-1].text
    assert "invitation code" in world.heard("UBO")[-1].text, "the other workspace of the grid is nobody's yet"


async def test_whoever_installs_it_for_a_grid_is_greeted_where_they_work(world: World) -> None:
    assert await world.install(world.grid, "UANA") == 200
    [greeting] = world.heard("UANA")
    assert "invitation code" in greeting.text


async def test_whoever_installs_it_for_a_grid_in_which_a_workspace_is_linked_is_welcomed_there(world: World) -> None:
    world.link("TPARKS", "Parks")
    assert await world.install(world.grid, "UANA") == 200
    await world.deliver()
    [welcome] = world.heard("UANA")
    assert welcome.text.startswith("Hello Ana!")


@pytest.mark.parametrize("error", ["", "user_not_found", "ratelimited"])
async def test_a_grid_is_installed_even_where_nobody_can_be_greeted(world: World, error: str) -> None:
    if error:
        world.slack.fail_next("users.info", error)
    assert await world.install(world.grid, "UANA" if error else "UCEO") == 200
    assert world.slack.messages == []
    assert (await world.post(of_the_grid(BO.writes("help")))).status == 200
    assert "invitation code" in world.heard("UBO")[-1].text


def access_revoked(*teams: str) -> Request:
    """As Slack tells that a grid's administrator took the app out of some of its workspaces."""
    told = ANA.event({"type": "team_access_revoked", "team_ids": list(teams)}, team_id=None, enterprise_id="ECOUNTY")
    body = json.loads(told.body)
    del body["authorizations"]
    return Request(told.path, json.dumps(body), told.kind)


async def test_a_workspace_taken_out_of_the_grid_is_silent_and_the_others_are_not(world: World) -> None:
    for team, name, someone in (("TPARKS", "Parks", ANA), ("TROADS", "Roads", BO)):
        world.link(team, name)
        if team == "TPARKS":
            await world.install(world.grid, "UANA")
        await world.post(of_the_grid(someone.writes("help")))
    before = len(world.heard("UANA"))
    for _ in range(2):
        assert (await world.post(access_revoked("TPARKS"))).status == 200
    for someone in (ANA, BO):
        world.queue(f"to {someone.user}", Address("slack", someone.team, someone.user), Card("A word"))
    await world.deliver()
    assert len(world.heard("UANA")) == before
    assert world.heard("UBO")[-1].text == "A word"
    assert has_left(world, "TPARKS")
    assert not has_left(world, "TROADS")


async def test_a_workspace_with_an_installation_of_its_own_speaks_on_when_it_leaves_the_grid(world: World) -> None:
    world.link("TOPENDOOR", "Open Door")
    await world.install(world.door, "USAM")
    assert (await world.post(access_revoked("TOPENDOOR"))).status == 200
    world.queue("still here", Address("slack", "TOPENDOOR", "USAM"), Card("Still here"))
    await world.deliver()
    assert world.heard("USAM")[-1].text == "Still here"


@pytest.mark.parametrize("teams", [[None], [{}], ["a:b"], "no list", 7])
async def test_a_notice_of_odd_workspaces_changes_nothing(world: World, teams: object) -> None:
    body = json.loads(access_revoked().body)
    body["event"]["team_ids"] = teams
    assert (await world.post(Request("/slack/events", json.dumps(body), "application/json"))).status < 500


async def test_a_grid_says_nothing_about_workspaces_that_it_does_not_have(world: World) -> None:
    await world.install(world.grid, "UANA")
    assert (await world.post(SAM.writes("help"))).status < 500
    assert world.heard("USAM") == []


async def test_somebody_of_another_workspace_is_of_theirs_if_it_has_installed_the_app(world: World) -> None:
    for workspace, user, name in ((world.door, "USAM", "Open Door"), (world.leeds, "UPRIYA", "Leeds City Council")):
        world.link(workspace.team, name)
        await world.install(workspace, user)
    await world.deliver()
    mention = SAM.mentions("<@UBOT> help", user="UPRIYA", user_team="TLEEDS", team="TLEEDS")
    assert (await world.post(mention)).status == 200
    assert "I can offer" in world.heard("UPRIYA")[-1].text
    assert {one.team for one in world.slack.messages if one.channel == "DUPRIYA"} == {"TLEEDS"}


async def test_somebody_of_a_workspace_without_the_app_is_told_where_it_is_installed(world: World) -> None:
    await world.install(world.door, "USAM")
    world.link("TLEEDS", "Leeds City Council")
    world.door.people["UPRIYA"] = {"real_name": "Priya Shah"}
    mention = SAM.mentions("<@UBOT> help", user="UPRIYA", user_team="TLEEDS", team="TLEEDS")
    assert (await world.post(mention)).status == 200
    assert "https://shoes.example.org/slack/install" in world.slack.ephemeral[-1]["text"]
    with world.store.begin() as work:
        assert work.people.at(Address("slack", "TLEEDS", "UPRIYA")) is None


# ---------------------------------------------------------------- renewing


async def test_a_token_is_renewed_before_it_ends_and_once_however_many_ask(world: World) -> None:
    world.link("TOPENDOOR", "Open Door")
    await world.install(world.door, "USAM", expires_in=TWELVE_HOURS)
    await world.deliver()
    first = world.door.token
    world.clock.move(dt.timedelta(hours=11))
    workspaces = world.service.sender._workspaces
    found = await asyncio.gather(*(workspaces.installed("TOPENDOOR") for _ in range(8)))
    assert world.slack.calls.count("oauth.v2.access") == 2, "the code, and one renewal"
    assert world.door.token != first
    assert {one.token for one in found if one} <= {first, world.door.token}
    world.queue("with the new one", Address("slack", "TOPENDOOR", "USAM"), Card("with the new one"))
    await world.deliver()
    assert world.heard("USAM")[-1].text == "with the new one"


async def test_a_renewal_that_fails_leaves_what_is_good_and_is_tried_again(world: World) -> None:
    await world.install(world.door, "USAM", expires_in=TWELVE_HOURS)
    world.clock.move(dt.timedelta(hours=11))
    workspaces = world.service.sender._workspaces
    world.slack.fail_next("oauth.v2.access", "internal_error")
    old = await workspaces.installed("TOPENDOOR")
    assert old is not None
    assert old.token == world.door.token
    new = await workspaces.installed("TOPENDOOR")
    assert new is not None
    assert new.token == world.door.token != old.token


# ---------------------------------------------------------------- leaving


def uninstalled(someone: Someone) -> Request:
    return someone.event({"type": "app_uninstalled"})


async def test_an_uninstalled_workspace_is_silent_and_the_core_hears_once(world: World) -> None:
    world.link("TOPENDOOR", "Open Door")
    await world.install(world.door, "USAM")
    await world.post(SAM.writes("help"))
    world.slack.uninstall(world.door)
    revoked = SAM.event({"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}})
    for request in (uninstalled(SAM), revoked, uninstalled(SAM)):
        assert (await world.post(request)).status == 200
    calls = len(world.slack.calls)
    world.queue("too late", Address("slack", "TOPENDOOR", "USAM"), Card("too late"))
    await world.deliver()
    assert len(world.slack.calls) == calls
    assert has_left(world, "TOPENDOOR")
    with world.store.engine.begin() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM slackinstallation")).scalar() == 0


async def test_a_person_who_takes_back_their_own_token_uninstalls_nothing(world: World) -> None:
    await world.install(world.door, "USAM")
    request = SAM.event({"type": "tokens_revoked", "tokens": {"oauth": ["USAM"], "bot": []}})
    assert (await world.post(request)).status == 200
    assert await world.service.sender._workspaces.installed("TOPENDOOR") is not None


async def test_a_grid_that_removes_it_silences_all_its_workspaces(world: World) -> None:
    world.link("TPARKS", "Parks")
    await world.install(world.grid, "UANA")
    await world.post(of_the_grid(ANA.writes("help")))
    assert (await world.post(of_the_grid(uninstalled(ANA)))).status == 200
    assert await world.service.sender._workspaces.installed("TPARKS") is None
    assert has_left(world, "TPARKS")


async def test_a_revoked_token_that_only_a_message_finds_out_about_is_an_uninstalled_workspace(world: World) -> None:
    world.link("TOPENDOOR", "Open Door")
    await world.install(world.door, "USAM")
    await world.post(SAM.writes("help"))
    world.slack.fail_next("chat.postMessage", "token_revoked")
    world.queue("refused", Address("slack", "TOPENDOOR", "USAM"), Card("refused"))
    await world.deliver()
    assert await world.service.sender._workspaces.installed("TOPENDOOR") is None
    assert has_left(world, "TOPENDOOR")


async def test_a_workspace_that_goes_in_the_middle_of_an_exchange_is_told_of_kindly_to_the_other_side(
    world: World,
) -> None:
    for workspace, name, user in ((world.door, "Open Door", "USAM"), (world.leeds, "Leeds City Council", "UPRIYA")):
        world.link(workspace.team, name)
        await world.install(workspace, user)
    await world.deliver()
    now = world.clock.now()
    sam = somebody(world.store, Address("slack", "TOPENDOOR", "USAM"), "Sam Okafor", "youth worker", now)
    priya = somebody(world.store, Address("slack", "TLEEDS", "UPRIYA"), "Priya Shah", "commissioner", now)
    agreed(world.store, sam, priya, now, LegState.BOOKED)
    before = len(world.heard("UPRIYA"))
    world.slack.uninstall(world.door)
    for _ in range(2):
        assert (await world.post(uninstalled(SAM))).status == 200
    [told] = world.heard("UPRIYA")[before:]
    assert "Sam Okafor" in told.text
    assert "reach" in told.text
