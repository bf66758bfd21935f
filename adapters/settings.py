"""Everything an installation decides, read from the environment once, all of what is wrong told at once.

Each name is an environment variable with SHOES_ before it: `database_url` is SHOES_DATABASE_URL.
"""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "SHOES_"
SLACK_ALLOWS = 2.5
"""Seconds of the three after which Slack sends again what was not acknowledged."""


_TEAMS_NEEDS = {
    "single-tenant": ("teams_app_id", "teams_app_password", "teams_tenant_id"),
    "managed-identity": ("teams_app_id",),
    "multi-tenant": ("teams_app_id", "teams_app_password"),
}


class SettingsIncomplete(Exception):
    """The environment does not say enough to run. Each problem is a sentence naming the variable to set."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(["In Your Shoes cannot start yet:", *(f"  - {problem}" for problem in problems)]))


class Settings(BaseSettings):
    """What an installation decides. Slack and Teams are each optional."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    database_url: str = "sqlite:///shoes.db"
    """Where everything is stored, in SQLAlchemy's form. SQLite keeps to one machine."""
    migration_url: str = ""
    """With which role `shoes migrate` reaches that database, if the one above may only use what is there; else ""."""
    public_url: str = ""
    """How the outside reaches this process, such as "https://shoes.example.org": links to diary files begin with it."""
    host: str = "127.0.0.1"
    """The address to listen on. Behind a proxy on the same machine, the default; in a container, "0.0.0.0"."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    stop_after_seconds: Annotated[float, Field(ge=0, le=60)] = 0
    """For how long to go on answering after it was asked to stop, while /health/ready says 503 already: as long as the
    load balancer before several replicas takes to notice, such as 5."""

    person_a_minute: Annotated[int, Field(ge=0)] = 30
    """How many messages one person may write in a minute before they are asked to wait; 0 for as many as they like."""
    workspace_a_minute: Annotated[int, Field(ge=0)] = 1200
    """The same for everybody in one workspace together. Each process counts by itself; presses are never counted."""

    dispatch: Literal["own", "procrastinate"] = "own"
    """Who hands out what is to be sent: this program itself, or procrastinate, on PostgreSQL. Either way the messages
    are in our own tables, so that it can be changed at any time."""

    slack_bot_token: SecretStr = SecretStr("")
    """ "xoxb-…", from *OAuth & Permissions* of the Slack app."""
    slack_signing_secret: SecretStr = SecretStr("")
    """From *Basic Information* of the Slack app."""
    slack_client_id: str = ""
    """From *Basic Information*: with it, other workspaces install the app themselves, at /slack/install."""
    slack_client_secret: SecretStr = SecretStr("")
    """From *Basic Information*; goes with the client id."""
    slack_app_token: SecretStr = SecretStr("")
    """ "xapp-…", with `connections:write`: Slack is then reached by Socket Mode, and need not reach us."""
    slack_guests: bool = True
    """Whether guests of a linked workspace may take part."""
    sealing_keys: SecretStr = SecretStr("")
    """What tokens of other workspaces are sealed with, several with commas between them: the first one seals, all of
    them open. `shoes new-sealing-key` makes one."""
    slack_authorize_url: str = "https://slack.com/oauth/v2/authorize"
    """Where installing begins; another one only to try the bot against an emulator."""
    slack_api_url: str = "https://slack.com/api/"
    """Slack's Web API; another one only to try the bot against an emulator."""

    teams_app_kind: Literal["single-tenant", "managed-identity", "multi-tenant"] = "single-tenant"
    """What the Azure Bot was made as: one of the first two, unless it is older than July 2025."""
    teams_app_id: str = ""
    """The application (client) id of the bot's Entra app, or of its user-assigned managed identity."""
    teams_app_password: SecretStr = SecretStr("")
    """A client secret of that app. A managed identity has none."""
    teams_tenant_id: str = ""
    """The Entra tenant the app is registered in. Which organisations the bot serves is another matter."""

    words_folder: Path | None = None
    """A folder with this installation's own terms and subjects beside those that come with the bot: docs/words.md."""

    second_opinion_url: str = ""
    """An OpenAI-compatible endpoint, such as "https://llm.example.org/v1", asked where we are unsure; "" for none."""
    second_opinion_key: SecretStr = SecretStr("")
    """What the endpoint knows this installation by; any word where it asks for none."""
    second_opinion_model: str = ""
    """The endpoint's own name for the model that should answer."""
    second_opinion_seconds: Annotated[float, Field(gt=0, le=10)] = 2.0
    """How long an answer may take, everything together; after that, what we understood ourselves stands."""

    metrics_port: Annotated[int, Field(ge=0, le=65535)] = 0
    """Where Prometheus reads /metrics, such as 9464; 0 for nowhere. The public has no business there."""
    metrics_host: str = "127.0.0.1"
    """The address of that port; in a container, "0.0.0.0"."""
    traces_url: str = ""
    """An OpenTelemetry collector's OTLP address, such as "http://127.0.0.1:4318/v1/traces"; "" for no traces."""

    development: bool = False
    """Readable logs, and Teams activities without a signature. Never where other people can reach this process."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """How much is logged. No level logs anybody's words."""

    @property
    def slack(self) -> bool:
        """Whether anything of Slack is configured."""
        return any(map(self._has, ("slack_bot_token", "slack_signing_secret", "slack_client_id", "slack_app_token")))

    @property
    def sealing(self) -> tuple[str, ...]:
        """The sealing keys, the one that seals first."""
        return tuple(key.strip() for key in self.sealing_keys.get_secret_value().split(",") if key.strip())

    @property
    def teams(self) -> bool:
        """Whether anything of Teams is configured."""
        return bool(self.teams_app_id or self.teams_app_password.get_secret_value() or self.teams_tenant_id)

    @property
    def second_opinion(self) -> bool:
        """Whether anything of a second opinion is configured."""
        return bool(self.second_opinion_url or self.second_opinion_key.get_secret_value() or self.second_opinion_model)

    def missing_to_serve(self) -> tuple[str, ...]:
        """What `shoes serve` still needs, as sentences; empty when nothing is missing."""
        problems = []
        if not self.slack and not self.teams:
            problems.append(
                "Neither Slack nor Teams is set up. For Slack, set SHOES_SLACK_BOT_TOKEN and "
                "SHOES_SLACK_SIGNING_SECRET; for Teams, SHOES_TEAMS_APP_ID, SHOES_TEAMS_APP_PASSWORD and "
                "SHOES_TEAMS_TENANT_ID."
            )
        if self.slack:
            problems += self._missing_for_slack()
        if self.teams and not self.development:
            problems += self._without(*_TEAMS_NEEDS[self.teams_app_kind], because="because Teams is set up")
        if not self.public_url:
            problems.append(
                f"{PREFIX}PUBLIC_URL is missing: links to diary files begin with it, such as https://shoes.example.org."
            )
        elif not self.public_url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            problems.append(f"{PREFIX}PUBLIC_URL must begin with https:// (or http://localhost while developing).")
        if self.dispatch == "procrastinate" and not self.database_url.startswith("postgresql"):
            problems.append(
                f"{PREFIX}DISPATCH=procrastinate needs PostgreSQL: set {PREFIX}DATABASE_URL, or leave it out."
            )
        if self.second_opinion:
            problems += self._second_opinion_lacks()
        return tuple(problems)

    def _second_opinion_lacks(self) -> list[str]:
        problems = self._without(
            "second_opinion_url",
            "second_opinion_key",
            "second_opinion_model",
            because="because a second opinion is set up",
        )
        if self.second_opinion_url and not _private(self.second_opinion_url):
            problems.append(
                f"{PREFIX}SECOND_OPINION_URL must begin with https:// (or http:// for this machine and for hosts "
                "beside it, whose names have no dot)."
            )
        if self.slack and self.second_opinion_seconds > SLACK_ALLOWS:
            problems.append(
                f"{PREFIX}SECOND_OPINION_SECONDS is more than {SLACK_ALLOWS}: Slack waits three seconds for everything."
            )
        return problems

    def _missing_for_slack(self) -> list[str]:
        """One workspace by its token, or many by installing; by HTTP with a signature, or by Socket Mode."""
        problems = []
        if not self._has("slack_app_token"):
            problems += self._without("slack_signing_secret", because="because Slack is set up")
        if self._has("slack_client_id") or self._has("slack_client_secret"):
            because = "for other workspaces to install the Slack app"
            problems += self._without("slack_client_id", "slack_client_secret", "sealing_keys", because=because)
        else:
            problems += self._without("slack_bot_token", because="because Slack is set up")
        return problems

    def _without(self, *names: str, because: str) -> list[str]:
        return [f"{PREFIX}{name.upper()} is missing: it is needed {because}." for name in names if not self._has(name)]

    def _has(self, name: str) -> bool:
        value = getattr(self, name)
        return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


def _private(url: str) -> bool:
    """Whether words sent there are encrypted, or do not leave this machine or the containers beside it."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    near = host in ("127.0.0.1", "::1") or (host != "" and "." not in host and ":" not in host)
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and near))


def read_settings(env_file: Path | None = None) -> Settings:
    """Read the environment (and `env_file`, where the environment is silent).

    Raises SettingsIncomplete naming every variable whose value cannot be read.
    """
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        problems = tuple(
            f"{PREFIX}{str(wrong['loc'][0]).upper()} cannot be read: {wrong['msg'].lower()}."
            for wrong in error.errors()
        )
        raise SettingsIncomplete(problems) from None


def settings_to_serve(env_file: Path | None = None) -> Settings:
    """As `read_settings`, and complete enough for `shoes serve`. Raises SettingsIncomplete with everything missing."""
    settings = read_settings(env_file)
    if problems := settings.missing_to_serve():
        raise SettingsIncomplete(problems)
    return settings
