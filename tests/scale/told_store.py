"""The same fleet told by events, pushed and projected: what a filled store must equal."""

from __future__ import annotations

from app.domain.identity import Node
from app.ledger.projection.engine import TABLES
from app.ledger.projection.statements import all_rows
from app.office.people import keep_people
from app.office.projector import project_once
from app.office.push import push
from app.office.push_answers import Acked
from app.office.store.contract import Store
from app.sync.bundle import seal_run
from app.sync.event_codecs import Codec
from tests.counter import SeededRandomness
from tests.office.nodes import OFFICE
from tests.scale.fleet import Fleet, Person, epoch_key
from tests.scale.founding import begin, enrol, run_of
from tests.scale.telling import household

PEOPLE = (
    "tables.personal_key",
    "journal.personal_key",
    "clear_word",
    "clear_part",
    "clear_near",
)
_BUNDLE = 500


def tell(store: Store, fleet: Fleet, at: int) -> None:
    """Every kiosk's events, in bundles with the keys of those who stand in them."""
    for node in fleet.nodes:
        enrol(store, fleet, node, at)
        begin(store, fleet, node, at)
    for node in fleet.nodes:
        first = (node - 1) * fleet.households
        _push(store, fleet, node, list(fleet.persons(range(first, first + fleet.households))), at)
    while not project_once(store, at).nothing:
        pass
    keep_people(store, OFFICE)


def _push(store: Store, fleet: Fleet, node: Node, persons: list[Person], at: int) -> None:
    told = [body for person in persons for _id, body in household(fleet, person)]
    keys = {person.account: person.key for person in persons}
    for start in range(0, len(told), _BUNDLE):
        kiosk = store.kiosk(node)
        assert kiosk is not None
        last = kiosk.in_force
        run = run_of(node, last.last_seq + 1, last.last_hash, tuple(told[start : start + _BUNDLE]))
        bundle = seal_run(
            run,
            epoch_key(node),
            SeededRandomness(start),
            images=(),
            keys=keys if not start else {},
            receiver=OFFICE.seal_public_key,
            codec=Codec.ZSTD,
        )
        answer = push(store, node, bundle, at)
        assert isinstance(answer, Acked), answer


def rows_of(store: Store) -> dict[str, list[str]]:
    """All rows of all tables and of what is kept of people, in an order of their own."""
    names = [*(table.name for table in TABLES), *PEOPLE]
    found = {}
    with store.read_tables() as db:
        for name in names:
            found[name] = sorted(map(_said, all_rows(db, f"SELECT * FROM {_named(db, name)}")))
    return found


def _named(db: object, name: str) -> str:
    is_sqlite = getattr(db, "param", "?") == "?"
    return name.replace("tables.", "main.") if is_sqlite else name


def _said(row: tuple[object, ...]) -> str:
    """One way for both databases: what is bytes or a truth in one is so in the other."""
    return repr(tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row))
