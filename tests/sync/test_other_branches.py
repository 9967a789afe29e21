"""Head office was put back, and another copy of a counter wrote otherwise what it had given."""

from __future__ import annotations

import apsw
import msgspec
import pytest

from app.domain.identity import EventId
from app.ledger import journal, personal
from app.ledger.branches_aside import kept_aside
from app.ledger.database import connection_of
from app.ledger.events.codec import encode_entry
from app.ledger.rebuild import compare_tables
from app.sync.reading_runs import Found
from tests.sync.shop import Shop
from tests.sync.test_taking_in import OTHER, feed_of, found_by, give, their_events


def fork_of(found: Found) -> int:
    """The first event that the copy wrote otherwise: behind the start of the last process run."""
    return max(found.run.headers) + 1


@pytest.fixture
def theirs(whole: Found) -> Found:
    return whole


@pytest.fixture
def otherwise(theirs: Found) -> list[bytes]:
    """What the copy wrote: the same up to the fork, everything behind it at another time."""
    made = []
    for seq, body in enumerate(theirs.run.bodies, 1):
        if seq >= fork_of(theirs):
            entry = journal.decoded(EventId(OTHER, 1, seq), body)
            body = encode_entry(msgspec.structs.replace(entry, at=entry.at + 1))
        made.append(body)
    return made


def journal_bodies(counter: Shop) -> list[bytes]:
    with counter.ledger.read() as reader:
        rows = connection_of(reader.db).execute(
            "SELECT body FROM journal_event WHERE node = ? ORDER BY seq", (OTHER,)
        )
        return [bytes(row[0]) for row in rows]


def aside_bodies(counter: Shop) -> list[bytes]:
    with counter.ledger.read() as reader:
        rows = connection_of(reader.db).execute("SELECT body FROM branch_event ORDER BY seq")
        return [bytes(row[0]) for row in rows]


def take_over(counter: Shop, theirs: Found, otherwise: list[bytes]) -> None:
    """The counter has one branch, and is given the other one as head office and agent do it."""
    last = theirs.run.last
    give(counter, "feed-1.feed", feed_of(counter, theirs, 1, last, office_time=10))
    counter.desk.step()
    told = feed_of(
        counter,
        theirs,
        fork_of(theirs),
        last,
        after=last,
        version=100,
        bodies=otherwise,
        office_time=20,
    )
    give(counter, "feed-2.feed", told)
    counter.desk.step()
    assert counter.told.scopes == {}, "the agent asks for everything again"
    again = feed_of(
        counter, theirs, 1, last, after=0, version=100, bodies=otherwise, office_time=30
    )
    give(counter, "feed-3.feed", again)
    counter.desk.step()


def test_the_scope_goes_on_with_head_offices_branch_and_the_other_stays_as_proof(
    counter: Shop, theirs: Found, otherwise: list[bytes]
) -> None:
    take_over(counter, theirs, otherwise)
    assert (counter.inbox, counter.aside) == ([], [])
    assert journal_bodies(counter) == otherwise
    assert aside_bodies(counter) == list(theirs.run.bodies)
    assert counter.told.scopes == {"region:12": 100}
    assert not compare_tables(counter.ledger)
    assert len(found_by(counter, "neema")) >= 3
    counter.ledger.verify()
    counter.sell()


def test_people_at_head_office_are_told(
    counter: Shop, theirs: Found, otherwise: list[bytes]
) -> None:
    take_over(counter, theirs, otherwise)
    assert f"K07 {theirs.run.last}" in counter.told.health["branches"]


def test_a_feed_of_before_changes_nothing_whenever_it_comes(
    counter: Shop, theirs: Found, otherwise: list[bytes]
) -> None:
    take_over(counter, theirs, otherwise)
    last = theirs.run.last
    for name, upto in (("feed-4.feed", last), ("feed-5.feed", 200)):
        late = feed_of(counter, theirs, 1, last, after=0, version=upto, office_time=10)
        give(counter, name, late)
        counter.desk.step()
        assert (counter.inbox, counter.aside) == ([], [])
        assert journal_bodies(counter) == otherwise
        assert counter.told.scopes == {"region:12": 100}


def test_names_are_read_with_the_key_that_head_office_gives_now(
    counter: Shop, theirs: Found, otherwise: list[bytes]
) -> None:
    last = theirs.run.last
    account = next(name for name in theirs.keys if " " not in name)
    wrong = Found(theirs.run, theirs.images, {**theirs.keys, account: bytes(32)})
    give(counter, "feed-1.feed", feed_of(counter, wrong, 1, last, office_time=10))
    counter.desk.step()
    told = feed_of(
        counter,
        theirs,
        fork_of(theirs),
        last,
        after=last,
        version=100,
        bodies=otherwise,
        office_time=20,
    )
    give(counter, "feed-2.feed", told)
    counter.desk.step()
    assert key_of(counter, account) == bytes(32), "kept until there is another one"
    again = feed_of(
        counter, theirs, 1, last, after=0, version=100, bodies=otherwise, office_time=30
    )
    give(counter, "feed-3.feed", again)
    counter.desk.step()
    assert key_of(counter, account) == theirs.keys[account]


def key_of(counter: Shop, account: str) -> bytes | None:
    with counter.ledger.read() as reader:
        return personal.key_named(connection_of(reader.db), account)


def test_nothing_leaves_the_journal_that_is_not_kept_aside_and_own_events_never_do(
    counter: Shop, theirs: Found
) -> None:
    give(counter, "feed-1.feed", feed_of(counter, theirs, 1, theirs.run.last))
    counter.desk.step()
    for node in (OTHER, counter.ledger.node):
        with pytest.raises(apsw.ConstraintError, match="only grows"):
            counter.ledger.commit(
                lambda tx, node=node: connection_of(tx.db).execute(  # type: ignore[misc]
                    "DELETE FROM journal_event WHERE node = ?", (node,)
                )
            )
    assert their_events(counter) == theirs.run.last
    with counter.ledger.read() as reader:
        assert kept_aside(reader.db) == []
