"""People at head office: keys opened, names found, the erased forgotten, in whatever order."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.searching import words_to_find
from app.ledger import search_index
from app.ledger.events import accounts
from app.ledger.events.codec import AnyEvent, Entry, encode_entry
from app.ledger.projection.statements import execute
from app.ledger.queries.names import named
from app.office.people import keep_people
from app.office.push import admit, push
from app.office.push_answers import Acked, Fork
from app.office.store.contract import Store
from app.office.store.opening import open_store
from app.office.store.rows import SealedKeys
from app.office.tables import rebuild_tables
from app.sync.bundle import keys_context, parse, sealed_keys
from tests.counter import SeededRandomness
from tests.ledger.goods import TODAY
from tests.office.nodes import NOW, OFFICE, KioskNode
from tests.office.stories import append, project_all

KEY = bytes(range(100, 132))
ARRIVING = ("opened", "edited", "erased", "key")


class Person:
    """An account that one counter opens, another edits and a third erases."""

    def __init__(self, number: int) -> None:
        self.account = f"{7000 + number}"
        self._home = 1000 * number

    def arrives(self, store: Store, what: str) -> None:
        """One of ARRIVING, as push keeps it."""
        if what == "key":
            self._key_arrives(store)
            return
        events: dict[str, AnyEvent] = {
            "opened": self._opened(),
            "edited": self._edited(),
            "erased": accounts.AccountErased(account=self.account, reason="asked"),
        }
        node = self._home + 1 + ARRIVING.index(what)
        body = encode_entry(Entry(at=1 << 40, schema=1, event=events[what]))
        append(store, node, 1, 1, [body])

    def _opened(self) -> accounts.AccountOpened:
        return accounts.AccountOpened(
            account=self.account,
            home=self._home + 1,
            region=3,
            tariff_class=1,
            household_size=4,
            date=TODAY,
            sealed=self._sealed({"name": "Achieng Odhiambo", "phone": "0712345678"}),
        )

    def _edited(self) -> accounts.AccountEdited:
        edit = accounts.FieldEdit(
            field="name", before=b"", sealed=self._sealed({"name": "Achieng Wanjiru"})
        )
        return accounts.AccountEdited(
            account=self.account,
            edits=(edit,),
            old_region=3,
            region=3,
            reason="married",
            date=TODAY,
        )

    def _sealed(self, fields: dict[str, str]) -> bytes:
        nonce = bytes(12)
        clear = msgspec.json.encode(fields)
        return nonce + AESGCM(KEY).encrypt(nonce, clear, self.account.encode())

    def _key_arrives(self, store: Store) -> None:
        node = self._home + 9
        box = sealed_keys(
            {self.account: KEY},
            OFFICE.seal_public_key,
            keys_context(node, 1, 1, 2, bytes(32)),
            SeededRandomness(node),
        )
        keys = SealedKeys(
            node=node, epoch=1, first=1, count=2, last_hash=bytes(32), sealed=box.data
        )
        KioskNode(node).enrol(store)
        store.change(node, lambda tx: tx.keep_sealed(keys))


def look_after(store: Store) -> None:
    project_all(store)
    keep_people(store, OFFICE)


def found(store: Store, text: str) -> set[str]:
    with store.read_tables() as db:
        return {one.account for one in named(db, words_to_find(text))}


def left(store: Store) -> dict[str, int]:
    with store.read_tables() as db:
        return {
            table: execute(db, f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("personal_key", "clear_word", "clear_part", "clear_near", "person_change")
        }


def everybody(store: Store, arriving: Sequence[str]) -> list[Person]:
    """One person for each order in which these may come; work goes on after each."""
    orders = list(itertools.permutations(arriving))
    people = [Person(number) for number in range(1, len(orders) + 1)]
    for step in range(len(arriving)):
        for person, order in zip(people, orders, strict=True):
            person.arrives(store, order[step])
        look_after(store)
    return people


def test_names_are_found_whatever_came_first(store: Store) -> None:
    people = everybody(store, ("opened", "edited", "key"))
    assert found(store, "wanjiru") == {person.account for person in people}
    assert found(store, "achieng 0712345678") == found(store, "wanj") == found(store, "wanjiru")
    assert found(store, "odhiambo") == set()
    assert (left(store)["person_change"], store.sealed_keys()) == (0, [])


def test_erasing_binds_whatever_came_first(store: Store) -> None:
    everybody(store, ARRIVING)
    assert set(left(store).values()) == {0}
    assert store.sealed_keys() == []


def test_a_person_stays_findable_and_an_erased_one_gone_when_tables_are_rebuilt(
    store: Store,
) -> None:
    stays, goes = Person(1), Person(2)
    for what in ARRIVING:
        goes.arrives(store, what)
        if what != "erased":
            stays.arrives(store, what)
    look_after(store)
    rebuild_tables(store, NOW)
    look_after(store)
    assert found(store, "wanjiru") == {stays.account}
    assert left(store)["personal_key"] == 1


def test_an_index_of_another_release_is_built_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(1)
    for what in ("opened", "key"):
        person.arrives(store, what)
    look_after(store)
    store.project(lambda tx: execute(tx.database, "DELETE FROM clear_part"))
    monkeypatch.setattr(search_index, "FORM", search_index.FORM + 1)
    look_after(store)
    assert found(store, "chieng") == {person.account}


def test_keys_sealed_to_somebody_else_stay_as_they_came(store: Store) -> None:
    person = Person(1)
    for what in ("opened", "key"):
        person.arrives(store, what)
    project_all(store)
    keep_people(store, KioskNode(5).signer)
    assert (len(store.sealed_keys()), left(store)["personal_key"]) == (1, 0)
    keep_people(store, OFFICE)
    assert found(store, "odhiambo") == {person.account}


def test_no_byte_of_an_erased_persons_key_stays_in_the_files(tmp_path: Path) -> None:
    store = open_store(str(tmp_path))
    person = Person(1)
    for what in ("opened", "key"):
        person.arrives(store, what)
    look_after(store)
    person.arrives(store, "erased")
    look_after(store)
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {name for name, data in kept.items() if KEY in data or b"odhiambo" in data} == set()
    store.close()


def test_erasing_reaches_what_is_kept_aside(store: Store) -> None:
    """The granted copy and the other one gave the same number to different people."""
    kiosk = KioskNode(7).enrol(store).sell(4)
    kiosk.push(store)
    copy = kiosk.back_to(3).sell(5, "copy")
    kept = {"7001": KEY, "7002": bytes(32)}
    push(store, 7, copy.seal(4, keys=kept), NOW)
    keep_people(store, OFFICE)
    (held,) = store.held(7)
    assert held.keys_out
    assert dict(store.held_keys(7, held.digest)) == kept
    assert store.personal_keys(list(kept)) == {}  # not mixed in before people decide
    assert parse(held.file).open(copy.signer.public_key, keys_out=True).run.last == 8
    store.forget_key("7001")
    assert list(store.held_keys(7, held.digest)) == ["7002"]
    push(store, 7, copy.seal(4, 6, keys=kept), NOW)  # once more, after it was erased
    keep_people(store, OFFICE)
    assert [list(store.held_keys(7, one.digest)) for one in store.held(7)] == [["7002"]] * 2
    assert admit(store, held, NOW) == Fork(1, 4)
    assert len(store.held(7)) == 2


def test_what_people_admit_brings_its_names_with_it(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(4)
    kiosk.push(store)
    kiosk.back_to(5).begin_epoch().be_granted(store)
    push(store, 7, kiosk.sell(2).seal(6, keys={"7001": KEY}), NOW)
    keep_people(store, OFFICE)
    (held,) = store.held(7)
    assert admit(store, held, NOW) == Acked(1, *kiosk.head)
    assert store.personal_keys(["7001"]) == {"7001": KEY}
    assert (store.held(7), store.held_keys(7, held.digest)) == ([], {})


def test_no_byte_of_a_key_kept_aside_stays_in_the_files(tmp_path: Path) -> None:
    store = open_store(str(tmp_path))
    kiosk = KioskNode(7).enrol(store).sell(4)
    kiosk.push(store)
    sealed = kiosk.back_to(3).sell(1, "copy").seal(4, keys={"7001": KEY})
    box = parse(sealed).open(kiosk.signer.public_key).sealed_keys
    push(store, 7, sealed, NOW)
    keep_people(store, OFFICE)
    store.forget_key("7001")
    store.wipe()
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {name for name, data in kept.items() if KEY in data or box[40:] in data} == set()
    store.close()
