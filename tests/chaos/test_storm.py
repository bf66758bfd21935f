"""A storm is drawn from its seed before it begins, and its weather is as bad as it is said to be."""

from collections import Counter

from tests.chaos.storm import DECK, Blow, plan
from tests.chaos.weather import CHANCES, Fault, Weather

LEASE = 17.0


def test_the_same_seed_brings_the_same_storm() -> None:
    assert plan(7, 300, 3, LEASE, database=True) == plan(7, 300, 3, LEASE, database=True)
    assert plan(7, 300, 3, LEASE, database=True) != plan(8, 300, 3, LEASE, database=True)


def test_every_storm_has_every_blow_in_it() -> None:
    for seed in range(50):
        for seconds in (7.0 * len(Blow) + 1, 7.0 * len(DECK) + 1):
            blows = Counter(one.blow for one in plan(seed, seconds, 3, LEASE, database=True))
            assert set(blows) == set(Blow), f"seed {seed}, {seconds} seconds"


def test_a_file_has_no_server_to_kill() -> None:
    assert Blow.DATABASE not in {one.blow for one in plan(7, 600, 1, LEASE, database=False)}


def test_whoever_is_frozen_is_frozen_for_longer_than_a_lease() -> None:
    frozen = [one for one in plan(7, 600, 3, LEASE, database=True) if one.blow is Blow.FREEZE]
    assert min(one.lasting for one in frozen) > LEASE


def test_the_weather_is_as_bad_as_it_is_said_to_be() -> None:
    weather = Weather(7, hang=1, late=1)
    seen = Counter(weather.draw(f"call {number}".encode())[0] for number in range(20_000))
    for fault, chance in CHANCES.items():
        assert abs(seen[fault] / 20_000 - chance) < 0.005, fault
    assert abs(sum(CHANCES.values()) - 0.20) < 1e-9


def test_the_same_call_meets_the_same_fault_and_the_next_try_another() -> None:
    draws = [[Weather(7, hang=1, late=1).draw(b"call")[0] for _ in range(3)] for _ in range(2)]
    assert draws[0] == draws[1]
    weather = Weather(7, hang=1, late=1)
    assert len({weather.draw(b"call")[0] for _ in range(200)}) > 3


def test_after_the_storm_the_weather_is_calm() -> None:
    weather = Weather(7, hang=1, late=1, calm=True)
    assert {weather.draw(f"call {number}".encode())[0] for number in range(500)} == {Fault.NONE}
