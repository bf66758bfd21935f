"""The open question and what can be undone: kept apart, replaced, forgotten."""

import pytest

from storage.database import count_statements
from tests.storage.pool import NOW, Pool


def test_the_open_question_is_replaced_and_closed(pool: Pool) -> None:
    with pool.store.begin() as work:
        assert work.conversations.load(pool.priya.id) is None
        work.conversations.save(pool.priya.id, None)
        work.conversations.save(pool.priya.id, "first")
        work.conversations.save(pool.priya.id, "second")
        work.conversations.save(pool.sam.id, "other")
    with pool.store.begin() as work:
        assert work.conversations.load(pool.priya.id) == "second"
        work.conversations.save(pool.priya.id, None)
    with pool.store.begin() as work:
        assert work.conversations.load(pool.priya.id) is None
        assert work.conversations.load(pool.sam.id) == "other"


def test_what_can_be_undone_outlives_the_question(pool: Pool) -> None:
    with pool.store.begin() as work:
        work.conversations.remember_change(pool.priya.id, None)
        work.conversations.remember_change(pool.priya.id, "withdraw 1")
        work.conversations.save(pool.priya.id, "question")
        work.conversations.save(pool.priya.id, None)
    with pool.store.begin() as work:
        assert work.conversations.last_change(pool.priya.id) == "withdraw 1"
        assert work.view_of(pool.priya, NOW).last_change() == "withdraw 1"
        assert work.view_of(pool.sam, NOW).last_change() is None
        work.conversations.remember_change(pool.priya.id, None)
        assert work.conversations.last_change(pool.priya.id) is None


def test_nobody_has_no_conversation(pool: Pool) -> None:
    with pool.store.begin() as work, pytest.raises(LookupError):
        work.conversations.save(999, "question")


def test_a_turn_asks_for_the_row_once(pool: Pool) -> None:
    with pool.store.begin() as work:
        work.conversations.save(pool.priya.id, "question")
    with count_statements(pool.store) as statements, pool.store.begin() as work:
        assert work.conversations.load(pool.priya.id) == "question"
        work.view_of(pool.priya, NOW).last_change()
        work.conversations.save(pool.priya.id, None)
        work.conversations.remember_change(pool.priya.id, None)
    assert sum("conversation" in one for one in statements.run if one.startswith("SELECT")) == 1
