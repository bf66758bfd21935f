"""How the details of a listing are written: as columns where we filter, as JSON where they are only kept."""

from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter

from bot.model.listings import Activity, Details, Mode
from bot.model.when import ANY_TIME, Day, Every, Part, When
from storage import tables


@cache
def _details() -> TypeAdapter[Details]:
    return TypeAdapter(Details)  # made when it is wanted, so that no start waits for it


def as_json(details: Details) -> dict[str, Any]:
    """For a JSON column; `from_json` reads it back."""
    return cast(dict[str, Any], _details().dump_python(details, mode="json"))


def from_json(written: dict[str, Any]) -> Details:
    """Raises pydantic.ValidationError if `written` is not what `as_json` wrote."""
    return _details().validate_python(written)


def without_words(written: dict[str, Any]) -> dict[str, Any]:
    """The same details with nothing left that anybody typed."""
    return written | {"topic": "", "text": "", "place": ""}


def as_columns(details: Details) -> dict[str, Any]:
    """For the columns of a listing; `from_columns` reads them back."""
    when = details.when
    return {
        "activity": details.activity.value,
        "topic": details.topic,
        "text": details.text,
        "duration_minutes": details.duration_minutes,
        "mode": details.mode.value if details.mode else None,
        "place": details.place,
        "days": ",".join(when.days),
        "part": when.part,
        "time": when.time,
        "starts_on": when.start,
        "ends_on": when.end,
        "every": when.every,
        "capacity": details.capacity,
        "reciprocal": details.reciprocal,
    }


def from_columns(row: tables.Listing) -> Details:
    """The details of a stored listing."""
    return Details(
        activity=Activity(row.activity),
        topic=row.topic,
        text=row.text,
        duration_minutes=row.duration_minutes,
        mode=Mode(row.mode) if row.mode else None,
        place=row.place,
        when=_when(row),
        capacity=row.capacity,
        reciprocal=row.reciprocal,
    )


def _when(row: tables.Listing) -> When:
    if not (row.days or row.part or row.time or row.starts_on or row.ends_on or row.every):  # as most are
        return ANY_TIME
    return When(
        days=cast("tuple[Day, ...]", tuple(row.days.split(","))) if row.days else (),
        part=cast("Part | None", row.part),
        time=row.time,
        start=row.starts_on,
        end=row.ends_on,
        every=cast("Every | None", row.every),
    )
