"""Head office restored from a backup: what it numbers goes on above what counters have seen."""

from __future__ import annotations

import msgspec

from app.office.feeding import feed_scopes
from app.office.feeds import next_feed
from app.office.hearing import hear_hello
from app.office.store.contract import Store
from app.sync.answers import HelloAnswer
from app.sync.requests import Hello
from tests.counter import SeededRandomness
from tests.office.nodes import NOW, OFFICE, KioskNode
from tests.office.test_feeding import SUSPENDED

SCOPE = "region:12"
YEAR = 366 * 86_400_000


def hello(store: Store, versions: dict[str, int]) -> HelloAnswer:
    """Kiosk 8 tells what it has taken in."""
    kiosk = store.kiosk(8)
    assert kiosk is not None
    said = Hello(
        epoch=1,
        seq=0,
        hash=bytes(32),
        program="1",
        protocols=[1],
        wall=NOW,
        trusted=True,
        waiting=0,
        scopes=sorted(versions.items()),
    )
    reply = hear_hello(store, kiosk, msgspec.msgpack.encode(said), NOW)
    return msgspec.msgpack.decode(reply.body, type=HelloAnswer)


def is_given(store: Store, after: int) -> bool:
    """Whether kiosk 8 is given what comes behind a version."""
    kiosk = store.kiosk(8)
    assert kiosk is not None
    return bool(
        next_feed(
            store,
            OFFICE,
            kiosk,
            {SCOPE: after},
            limit=9,
            at=NOW,
            random=SeededRandomness(1),
        )
    )


def test_a_counter_that_saw_later_versions_passes_nothing_over(store: Store) -> None:
    """The clock of head office ran a year ahead when it gave them, and is right again."""
    seven = KioskNode(7).enrol(store)
    KioskNode(8).enrol(store, site="8")
    seen = NOW + YEAR
    assert dict(hello(store, {SCOPE: seen}).scopes)[SCOPE] == seen
    assert [(one.node, one.code) for one in store.refusals()] == [(8, "head_office_was_put_back")]
    seven.write(SUSPENDED).push(store)
    feed_scopes(store, OFFICE, NOW)
    assert store.scope_heads([SCOPE])[SCOPE] == seen + 1
    assert is_given(store, seen)


def test_a_mad_counter_raises_no_version_beyond_reason_and_none_of_others(store: Store) -> None:
    KioskNode(8).enrol(store, site="8")
    heads = dict(hello(store, {SCOPE: 1 << 62, "region:13": NOW, "kiosk:7": NOW}).scopes)
    assert set(heads.values()) == {0}
    assert store.scope_heads(["region:13", "kiosk:7"]) == {"region:13": 0, "kiosk:7": 0}
    assert not store.refusals()
