"""docs/operations.md says what there is: every setting, every metric, every command, and nothing else."""

import re
from pathlib import Path

from adapters.__main__ import shoes
from adapters.metrics import Metrics
from adapters.settings import PREFIX, Settings
from storage.figures import Totals, Waiting

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
COMPOSE_ALONE = {"SHOES_OWNER_PASSWORD", "SHOES_APP_PASSWORD", "SHOES_BACKUP_PASSWORD", "SHOES_DOMAIN"}


def test_every_setting_is_in_the_table_with_its_default() -> None:
    table = PAGE.split("## Settings")[1].split("\n## ")[0]
    rows = [row.split(" | ") for row in table.splitlines() if row.startswith("| `")]
    listed = {name: (row[1], row[0]) for row in rows for name in re.findall(rf"{PREFIX}\w+", row[0])}
    fields = {f"{PREFIX}{name.upper()}": field for name, field in Settings.model_fields.items()}
    assert set(listed) == set(fields)
    for name, (default, names) in listed.items():
        said = re.findall(r"`([^`]*)`", default)
        if said:
            position = re.findall(rf"{PREFIX}\w+", names).index(name)
            assert said[min(position, len(said) - 1)] == str(fields[name].default).removesuffix(".0").lower() or said[
                min(position, len(said) - 1)
            ] == str(fields[name].default)


def test_no_setting_is_named_that_there_is_not() -> None:
    assert (
        set(re.findall(rf"{PREFIX}[A-Z_]+\b", PAGE))
        <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | COMPOSE_ALONE
    )


def test_every_metric_that_is_named_is_there_and_the_other_way_round() -> None:
    metrics = Metrics(
        lambda: Waiting((("slack", "ready", 1),), (("slack", 1.0),), 0),
        lambda: Totals((("asked", 1),), (("booked", 1),), 0, 0, (("offer", 1),)),
    )
    there = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in metrics.registry.collect()
        if family.name.startswith("shoes_")
    }
    assert set(re.findall(r"\bshoes_(?!app|owner|backup)\w+", PAGE)) == there


def test_every_command_that_is_named_is_there() -> None:
    known = {
        command.name or command.callback.__name__.replace("_", "-")
        for group in shoes.registered_groups
        if group.typer_instance is not None
        for command in group.typer_instance.registered_commands
        if command.callback is not None
    }
    assert set(re.findall(r"`shoes ([a-z-]+)", PAGE)) <= known
