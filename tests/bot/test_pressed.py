"""What a button says, where it says what no button of ours does."""

import pytest

from bot.model.refusal import Refusal
from bot.turn import Pressed


@pytest.mark.parametrize(("value", "number"), [("17", 17), ("17:4", 17), ("999999999", 999_999_999)])
def test_a_value_begins_with_an_id(value: str, number: int) -> None:
    assert Pressed("leg.take", value).number == number


@pytest.mark.parametrize("value", ["", ":4", "-1", "1.5", "²", "٣", "1\x00", "2147483648", "9" * 5000])
def test_what_no_database_counts_to_is_refused(value: str) -> None:
    with pytest.raises(Refusal, match="older version of me"):
        _ = Pressed("leg.take", value).number
