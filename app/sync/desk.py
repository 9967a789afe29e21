"""The counter's side of the exchange: a thread beside the sales, which never wait for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec

from app.domain.allowance import AllowanceLeft
from app.domain.errors import TapcardError
from app.domain.identity import kiosk_name
from app.domain.text import _
from app.ledger import exchange
from app.ledger.branches_aside import Aside, kept_aside
from app.ledger.exchange import Cursor, OfficeKeys, Trouble
from app.ledger.ledger import Ledger
from app.ledger.queries import allowances, settings
from app.sync.folder import SyncFolder
from app.sync.sealing import Sealing
from app.sync.settling import Settling
from app.sync.states import AgentState, DeskState, read_state, write_state
from app.sync.taking_in import TakingIn
from app.sync.words import sync_words

_logger = logging.getLogger(__name__)

_SECONDS = 0.5
"""Between two looks."""
_EVERY = 10.0
"""Seconds after which everything is done although nothing seems to be new."""
_TOLD_AGAIN = 600_000
"""Milliseconds after which the desk's state is written although only the time is another."""


class _Standing(msgspec.Struct, frozen=True):
    """What the ledger says of the exchange."""

    cursor: Cursor
    sealed_hash: bytes
    scopes: dict[str, int]
    office: OfficeKeys | None
    trouble: Trouble | None
    allowance: AllowanceLeft | None
    currency_digits: int
    branches: dict[str, str]


class SyncDesk:
    """Seals, takes in and tells, again and again."""

    def __init__(
        self,
        ledger: Ledger,
        folder: SyncFolder,
        *,
        program: str,
        health: Callable[[], Mapping[str, str]],
    ) -> None:
        """``program``: its version. ``health``: of devices and backup, in words."""
        self._ledger = ledger
        self._folder = folder
        self._program = program
        self._health = health
        self._sealing = Sealing(ledger, folder)
        self._taking_in = TakingIn(ledger, folder)
        self._settling = Settling()
        self._handled: tuple[object, int] | None = None
        self._told: DeskState | None = None
        self._words = _("no sync yet")
        self._failure = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sync-desk", daemon=True)

    @property
    def words(self) -> str:
        """How it stands, for the status bar."""
        return self._words

    def start(self) -> None:
        """Begins; a folder that cannot be used is told in words and tried again."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the step under way."""
        self._stop.set()
        self._thread.join()

    def step(self) -> None:
        """Everything once. Raises TapcardError, OSError; the next step goes on."""
        self._folder.prepare()
        now = self._ledger.clock.milliseconds()
        agent = read_state(self._folder.agent, AgentState)
        self._taking_in.acknowledgements()
        self._taking_in.feeds()
        self._sealing.seal(connected=agent is not None and agent.is_connected(now))
        if agent is not None and agent.wanted is not None:
            asked = (agent.wanted, agent.asked)
            if asked != self._handled:
                self._sealing.export_again(agent.wanted)
                self._handled = asked
        for wanted in self._taking_in.wanted():
            self._sealing.export_again(wanted)
        self._tell(agent, now)

    def _run(self) -> None:
        seen: object = None
        while not self._stop.is_set():
            try:
                look = self._look()
                if look != seen:
                    self.step()
                seen = look
                self._failure = ""
            except (TapcardError, OSError) as error:
                self._failed(str(error))
            except Exception as error:  # noqa: BLE001  the counter sells on, and the next step is tried
                self._failed(repr(error))
            self._stop.wait(_SECONDS)

    def _look(self) -> object:
        """Another one whenever there may be something to do, and every few seconds."""
        try:
            said = self._folder.agent.stat().st_mtime_ns
        except FileNotFoundError:
            said = 0
        incoming = (*self._folder.incoming("ack"), *self._folder.incoming("feed"))
        now = time.monotonic()
        return self._settling.look(self._ledger.last, now), said, incoming, int(now / _EVERY)

    def _failed(self, why: str) -> None:
        self._words = _("NO SYNC: {why}").format(why=why)
        if why != self._failure:
            self._failure = why
            _logger.exception("a step of the exchange failed")

    def _tell(self, agent: AgentState | None, now: int) -> None:
        standing = self._standing()
        self._words = sync_words(
            agent,
            standing.trouble,
            waiting=self._ledger.last - standing.cursor.acknowledged,
            now=now,
        )
        state = DeskState(
            node=self._ledger.node,
            epoch=self._ledger.epoch,
            public_key=self._ledger.signer.public_key,
            sealed=standing.cursor.sealed,
            sealed_hash=standing.sealed_hash,
            acknowledged=standing.cursor.acknowledged,
            scopes=standing.scopes,
            program=self._program,
            wall=now,
            trusted=self._ledger.clock.trusted(),
            health={**self._health(), **standing.branches},
            office_key=b"" if standing.office is None else standing.office.public,
            allowance=standing.allowance,
            currency_digits=standing.currency_digits,
        )
        if not _is_the_same(self._told, state):
            write_state(self._folder.desk, state)
            self._told = state

    def _standing(self) -> _Standing:
        node, epoch = self._ledger.node, self._ledger.epoch
        with self._ledger.read() as reader:
            cursor = exchange.cursor(reader.db, epoch)
            office = exchange.office_keys(reader.db)
            rest = None if office is None else allowances.left(reader.db, node, epoch)
            return _Standing(
                cursor=cursor,
                sealed_hash=exchange.hash_at(reader.db, node, epoch, cursor.sealed) or bytes(32),
                scopes=exchange.scopes(reader.db),
                office=office,
                trouble=exchange.trouble(reader.db, epoch),
                allowance=rest,
                currency_digits=settings.utility(reader.db).currency_digits,
                branches=_branches(kept_aside(reader.db)),
            )


def _branches(found: Sequence[Aside]) -> dict[str, str]:
    """What head office is told of other counters' events that it gave and took back."""
    if not found:
        return {}
    counts = ", ".join(f"{kiosk_name(one.node)} {one.events}" for one in found)
    return {"branches": _("events of another copy kept aside: {counts}").format(counts=counts)}


def _is_the_same(told: DeskState | None, state: DeskState) -> bool:
    if told is None or abs(state.wall - told.wall) > _TOLD_AGAIN:
        return False
    return msgspec.structs.replace(told, wall=state.wall) == state
