"""What is sealed needs a key, keys can be exchanged, and no message ever holds a key or a secret."""

import pytest

from storage.sealing import BadKey, NoKeyFits, Sealing, new_key

SECRET = "xoxb-a-token"


def test_what_is_sealed_can_be_opened_and_read_by_nobody_else() -> None:
    sealing = Sealing([new_key()])
    sealed = sealing.seal(SECRET)
    assert SECRET not in sealed
    assert sealing.open(sealed) == SECRET
    assert sealing.seal(SECRET) != sealed


def test_keys_are_exchanged_in_three_steps() -> None:
    old, new = new_key(), new_key()
    sealed = Sealing([old]).seal(SECRET)
    both = Sealing([new, old])
    assert both.open(sealed) == SECRET
    again = both.reseal(sealed)
    assert Sealing([new]).open(again) == SECRET
    with pytest.raises(NoKeyFits):
        Sealing([old]).open(again)


def test_another_key_opens_nothing_and_says_nothing() -> None:
    key = new_key()
    sealed = Sealing([key]).seal(SECRET)
    stranger = Sealing([new_key()])
    for attempt in (stranger.open, stranger.reseal):
        with pytest.raises(NoKeyFits) as told:
            attempt(sealed)
        assert SECRET not in str(told.value)
        assert key not in str(told.value)


@pytest.mark.parametrize("keys", [[], ["short"], [new_key(), "x" * 44], [""]])
def test_a_key_that_is_none_is_refused_without_being_repeated(keys: list[str]) -> None:
    with pytest.raises(BadKey) as told:
        Sealing(keys)
    assert "short" not in str(told.value)
