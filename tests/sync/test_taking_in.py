"""The counter takes in what head office gave: proven first, in one step, and nothing blocks it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from app.domain.identity import EventId
from app.domain.searching import words_to_keep
from app.ledger import exchange, journal, personal
from app.ledger.backup import backup
from app.ledger.checkpoint import Signer
from app.ledger.database import connection_of
from app.ledger.events.accounts import AccountErased
from app.ledger.events.codec import Entry, encode_entry
from app.ledger.restore import restore
from app.sync.agent import NotTaken
from app.sync.answers import Answer, answer_file, answer_message, signed_answer
from app.sync.feed import FeedPart, ScopeStep, seal_feed
from app.sync.folder import write_shared
from app.sync.reading_runs import Found
from app.sync.states import DeskState
from tests.counter import SeededRandomness
from tests.grants import grant_numbers
from tests.sync.office_server import NODE, OFFICE
from tests.sync.shop import Road, Shop, meet

OTHER = 7


@pytest.fixture(scope="module")
def theirs(whole: Found) -> Found:
    """Everything of another counter of the utility."""
    return whole


def feed_of(
    counter: Shop,
    found: Found,
    first: int,
    last: int,
    *,
    signer: Signer = OFFICE,
    kiosk: int = NODE,
    after: int | None = None,
    bodies: Sequence[bytes] | None = None,
    office_time: int = 1,
    version: int | None = None,
) -> bytes:
    """Events ``first`` to ``last`` of the neighbour, as one step of the scope of their region."""
    run = found.run
    chosen = list(enumerate(bodies or run.bodies, 1))[first - 1 : last]
    headers = [data for seq, data in run.headers.items() if first <= seq <= last]
    return seal_feed(
        [FeedPart(run.node, run.epoch, headers, chosen)],
        signer,
        SeededRandomness(4),
        kiosk=kiosk,
        epoch=counter.ledger.epoch,
        office_time=office_time,
        scopes=[ScopeStep("region:12", first - 1 if after is None else after, version or last)],
        images=found.images,
        keys=found.keys,
        receiver=counter.ledger.signer.seal_public_key,
    )


def give(counter: Shop, name: str, data: bytes) -> None:
    counter.folder.prepare()
    write_shared(counter.folder.inbox / name, data)


def their_events(counter: Shop) -> int:
    with counter.ledger.read() as reader:
        return exchange.last_event(reader.db, OTHER, 1)


def found_by(counter: Shop, name: str) -> list[str]:
    """Accounts that a search for a name begins with."""
    (word,) = words_to_keep([name])
    with counter.ledger.read() as reader:
        rows = connection_of(reader.db).execute(
            "SELECT account FROM clear_word WHERE word = ?", (word,)
        )
        return [str(row[0]) for row in rows]


def test_accounts_of_another_counter_come_with_names_and_card_images(
    counter: Shop, theirs: Found
) -> None:
    before = found_by(counter, "neema")
    give(counter, "feed-1.feed", feed_of(counter, theirs, 1, theirs.run.last))
    counter.desk.step()
    assert counter.inbox == []
    assert their_events(counter) == theirs.run.last
    assert len(found_by(counter, "neema")) == len(before) + 3
    assert counter.told.scopes == {"region:12": theirs.run.last}
    with counter.ledger.read() as reader:
        kept = connection_of(reader.db).execute("SELECT count(*) FROM plan_images").get
    assert kept >= len(theirs.images)
    counter.ledger.verify()


def test_the_same_feed_twice_changes_nothing(counter: Shop, theirs: Found) -> None:
    for name in ("feed-1.feed", "feed-2.feed"):
        give(counter, name, feed_of(counter, theirs, 1, theirs.run.last))
        counter.desk.step()
        assert counter.inbox == []
    assert counter.aside == []
    assert their_events(counter) == theirs.run.last


def test_a_feed_that_goes_on_from_one_that_is_lacking_waits_for_it(
    counter: Shop, theirs: Found
) -> None:
    give(counter, "feed-2.feed", feed_of(counter, theirs, 11, theirs.run.last))
    counter.desk.step()
    assert their_events(counter) == 0
    assert counter.inbox == ["feed-2.feed"]
    give(counter, "feed-3.feed", feed_of(counter, theirs, 1, 10))
    counter.desk.step()
    counter.desk.step()
    assert counter.inbox == []
    assert their_events(counter) == theirs.run.last


def forged(counter: Shop, theirs: Found) -> bytes:
    return feed_of(counter, theirs, 1, 5, signer=Signer(b"an identity that nobody knows 32"))


def for_another(counter: Shop, theirs: Found) -> bytes:
    return feed_of(counter, theirs, 1, 5, kiosk=8)


def cut(counter: Shop, theirs: Found) -> bytes:
    return feed_of(counter, theirs, 1, 5)[:-9]


def of_a_newer_program(counter: Shop, theirs: Found) -> bytes:
    newer = b'{"at":1,"schema":1,"event":{"type":"made_up_in_2031"}}'
    return feed_of(counter, theirs, 1, 5, bodies=(*theirs.run.bodies[:3], newer))


def no_event(counter: Shop, theirs: Found) -> bytes:
    return feed_of(counter, theirs, 1, 5, bodies=(*theirs.run.bodies[:3], b"\xff\xfe{"))


POISON = [forged, for_another, cut, of_a_newer_program, no_event]


@pytest.mark.parametrize("poison", POISON, ids=lambda one: one.__name__)
def test_what_cannot_be_believed_is_put_aside_with_a_reason_and_blocks_nothing(
    counter: Shop, theirs: Found, poison: object
) -> None:
    assert callable(poison)
    give(counter, "feed-1.feed", poison(counter, theirs))
    give(counter, "feed-2.feed", feed_of(counter, theirs, 1, 10))
    counter.desk.step()
    assert counter.inbox == []
    assert counter.aside == ["feed-1.feed", "feed-1.feed.why"]
    assert (counter.folder.aside / "feed-1.feed.why").read_text().strip()
    assert their_events(counter) == 10


def test_an_erased_person_does_not_come_back_with_a_key(counter: Shop, theirs: Found) -> None:
    give(counter, "feed-1.feed", feed_of(counter, theirs, 1, theirs.run.last))
    counter.desk.step()
    account = next(name for name in theirs.keys if " " not in name)
    assert has_key(counter, account)
    at = journal.decoded(EventId(OTHER, 1, theirs.run.last), theirs.run.bodies[-1]).at + 1
    erased = encode_entry(
        Entry(at=at, schema=1, event=AccountErased(account=account, reason="asked for"))
    )
    last = theirs.run.last + 1
    whole = (*theirs.run.bodies, erased)
    give(counter, "feed-2.feed", feed_of(counter, theirs, last, last, bodies=whole))
    counter.desk.step()
    assert not has_key(counter, account)
    give(counter, "feed-3.feed", feed_of(counter, theirs, 1, last, bodies=whole))
    counter.desk.step()
    assert (counter.inbox, counter.aside) == ([], [])
    assert not has_key(counter, account)
    assert account not in found_by(counter, "neema")


def has_key(counter: Shop, account: str) -> bool:
    with counter.ledger.read() as reader:
        return personal.key_named(connection_of(reader.db), account) is not None


def test_an_ack_that_head_office_did_not_sign_removes_nothing(counter: Shop, way: Road) -> None:
    meet(counter, way)
    counter.sell()
    counter.desk.step()
    last = counter.told
    body = ack_body(last)
    false = Signer(b"an identity that nobody knows 32")
    message = answer_message(NODE, 3, 200, body)
    give(counter, "push-3.ack", answer_file(Answer(3, 200, body, false.sign(message))))
    counter.desk.step()
    assert len(counter.outbox) == 1
    assert counter.aside == ["push-3.ack", "push-3.ack.why"]


def test_a_range_that_is_asked_for_by_stick_is_exported_again(
    counter: Shop, way: Road, tmp_path: Path
) -> None:
    meet(counter, way)
    assert counter.outbox == []
    give(counter, "push-gap.ack", said(["gap", 1, 3, bytes(32), ""]))
    counter.desk.step()
    assert counter.outbox == [(3, counter.ledger.last)]
    backup(counter.ledger, tmp_path / "copies")
    begin_again(counter, tmp_path)
    give(counter, "push-fork.ack", said(["fork", 1, 5, b"", ""]))
    counter.desk.step()
    assert (1, 1, 5) in [one[:3] for one in counter.folder.bundles(NODE)]
    assert "TWO COPIES" not in counter.desk.words  # that was about its life before


def said(verdict: list[object]) -> bytes:
    """Head office's answer to a file that came by stick."""
    return answer_file(signed_answer(OFFICE, NODE, 0, 409, msgspec.msgpack.encode(verdict)))


def test_an_ack_of_what_this_counter_never_wrote_removes_nothing(counter: Shop, way: Road) -> None:
    meet(counter, way)
    counter.sell()
    counter.desk.step()
    body = ack_body(replace_hash(counter.told))
    message = answer_message(NODE, 3, 200, body)
    give(counter, "push-3.ack", answer_file(Answer(3, 200, body, OFFICE.sign(message))))
    counter.desk.step()
    assert len(counter.outbox) == 1
    assert counter.aside == ["push-3.ack", "push-3.ack.why"]


def ack_body(told: DeskState) -> bytes:
    return msgspec.msgpack.encode(["ack", told.epoch, told.sealed, told.sealed_hash, ""])


def replace_hash(told: DeskState) -> DeskState:
    return msgspec.structs.replace(told, sealed_hash=bytes(32))


def test_a_restored_counter_begins_the_exchange_anew_and_loses_nothing_that_was_sealed(
    counter: Shop, way: Road, theirs: Found, tmp_path: Path
) -> None:
    give(counter, "feed-1.feed", feed_of(counter, theirs, 1, 10))
    meet(counter, way)
    assert counter.told.scopes == {"region:12": 10}
    backup(counter.ledger, tmp_path / "copies")
    counter.sell(3)  # in no backup, but in a bundle
    counter.desk.step()
    lost = counter.ledger.last
    begin_again(counter, tmp_path)
    assert (counter.told.epoch, counter.told.acknowledged) == (2, 0)
    assert counter.told.scopes == {}
    assert counter.told.office_key == OFFICE.public_key
    grant_numbers(counter.ledger, 1, 9)
    counter.sell()
    way.office.granted = False
    for _round in range(3):
        with pytest.raises(NotTaken) as refused:
            way.once()
        counter.desk.step()
    assert "waits for approval" in refused.value.message
    way.office.granted = True
    for _round in range(3):
        meet(counter, way)
    assert way.office.epoch == 2
    assert len(way.office.hashes[1]) - 1 == lost
    assert_all_there(counter, way)


def test_head_office_that_lost_the_end_of_an_older_life_gets_it_under_the_newer_key(
    counter: Shop, way: Road, tmp_path: Path
) -> None:
    meet(counter, way)
    backup(counter.ledger, tmp_path / "copies")
    saved = counter.ledger.last
    begin_again(counter, tmp_path)
    way.office.forget_behind(saved - 5)
    for _round in range(4):
        with suppress(NotTaken):
            way.once()
        counter.desk.step()
    assert len(way.office.hashes[1]) - 1 == saved
    assert_all_there(counter, way)


def begin_again(counter: Shop, tmp_path: Path) -> None:
    """The counter's storage breaks, and it goes on from its backup."""
    counter.counter.close()
    for file in tmp_path.glob("ledger.db*"):
        file.unlink()
    made = restore(
        tmp_path / "copies",
        tmp_path / "ledger.db",
        clock=counter.counter.clock,
        random=counter.counter.random,
        reason="the card broke",
    )
    counter.counter.ledger = made
    counter.begin_desk()
    counter.desk.step()


def assert_all_there(counter: Shop, way: Road) -> None:
    assert way.office.seq == counter.ledger.last
    assert way.office.hashes[2][-1] == counter.ledger.verify().heads[NODE, 2][1]
    assert counter.outbox == []


def test_a_counter_killed_at_any_point_seals_and_takes_in_all_the_same(
    counter: Shop, way: Road, theirs: Found, tmp_path: Path
) -> None:
    meet(counter, way)
    counter.sell()
    counter.desk.step()
    way.once()  # an ack waits
    counter.sell()
    give(counter, "feed-1.feed", feed_of(counter, theirs, 1, 10))
    counter.counter.close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.sync.killed_counter", tmp_path],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert int(done.stdout) >= 12
