"""Invitation codes: stored as hashes alone, used once, and guessed at only a few times an hour."""

import datetime as dt

import pytest

from bot.model.invitations import MOST_WRONG, VALID_FOR, bare
from tests.storage.pool import A_DAY, NOW, Pool, at_once, dump

HOUR = dt.timedelta(hours=1)


def test_a_code_opens_its_organisation_once(pool: Pool) -> None:
    code = pool.store.setup.invite(pool.door, NOW)
    with pool.store.begin() as work:
        assert work.invitations.opens(code, NOW) == pool.door
        assert work.invitations.opens(code.lower().replace("-", " "), NOW) == pool.door
        assert work.invitations.unused(pool.door.id, NOW) == 1
        assert work.invitations.use(code, pool.sam.id, NOW)
        assert not work.invitations.use(code, pool.kit.id, NOW)
        assert work.invitations.opens(code, NOW) is None
        assert work.invitations.unused(pool.door.id, NOW) == 0


def test_the_code_itself_is_nowhere(pool: Pool) -> None:
    code = pool.store.setup.invite(pool.door, NOW)
    stored = dump(pool.store)
    assert code not in stored
    assert bare(code) not in stored


@pytest.mark.parametrize(("age", "opens"), [(VALID_FOR - A_DAY, True), (VALID_FOR, False), (VALID_FOR + A_DAY, False)])
def test_a_code_is_good_for_a_fortnight(pool: Pool, age: dt.timedelta, opens: bool) -> None:
    code = pool.store.setup.invite(pool.door, NOW)
    with pool.store.begin() as work:
        assert (work.invitations.opens(code, NOW + age) is not None) == opens
        assert work.invitations.use(code, pool.sam.id, NOW + age) == opens


def test_a_code_is_withdrawn_by_its_own_organisation_while_it_is_unused(pool: Pool) -> None:
    with pool.store.begin() as work:
        number, code = work.invitations.make(pool.door.id, pool.sam.id, NOW)
        assert not work.invitations.withdraw(number, pool.leeds.id, NOW)
        assert work.invitations.withdraw(number, pool.door.id, NOW)
        assert not work.invitations.withdraw(number, pool.door.id, NOW)
        assert work.invitations.opens(code, NOW) is None


def test_of_several_who_use_it_at_once_one_wins(pool: Pool) -> None:
    code = pool.store.setup.invite(pool.door, NOW)

    def use() -> bool:
        with pool.store.begin() as work:
            return work.invitations.use(code, pool.sam.id, NOW)

    assert sorted(at_once(4, use)) == [False, False, False, True]


def test_wrong_codes_are_counted_for_each_workspace_and_hour(pool: Pool) -> None:
    with pool.store.begin() as work:
        for _ in range(MOST_WRONG):
            assert not work.invitations.too_many("slack", "TNEW", NOW)
            work.invitations.wrong("slack", "TNEW", NOW)
        assert work.invitations.too_many("slack", "TNEW", NOW + dt.timedelta(minutes=59))
        assert not work.invitations.too_many("slack", "TNEW", NOW + HOUR)
        assert not work.invitations.too_many("slack", "TOTHER", NOW)
        assert not work.invitations.too_many("teams", "TNEW", NOW)


def test_several_wrong_codes_at_once_are_all_counted(pool: Pool) -> None:
    def guess() -> None:
        with pool.store.begin() as work:
            work.invitations.wrong("slack", "TNEW", NOW)

    at_once(MOST_WRONG, guess)
    with pool.store.begin() as work:
        assert work.invitations.too_many("slack", "TNEW", NOW)


def test_counts_and_old_codes_are_tidied_away(pool: Pool) -> None:
    pool.store.setup.invite(pool.door, NOW)
    with pool.store.begin() as work:
        work.invitations.wrong("slack", "TNEW", NOW)
    pool.store.tidy(NOW + A_DAY)
    assert "TNEW" in dump(pool.store)
    pool.store.tidy(NOW + 3 * A_DAY)
    assert "TNEW" not in dump(pool.store)
    pool.store.tidy(NOW + VALID_FOR + 31 * A_DAY)
    with pool.store.begin() as work:
        assert work.invitations.make(pool.door.id, None, NOW)[0] == 2, "ids are never used again"
