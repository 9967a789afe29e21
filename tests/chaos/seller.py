"""One copy of a kiosk with its agent: sells, pushes, does what head office's answers ask for."""

from __future__ import annotations

import http
import http.client
import time
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

import msgspec

from app.sync.answers import Answer, Code, HelloAnswer, Verdict
from app.sync.bundle_header import PROTOCOL
from app.sync.feed import parse_feed
from app.sync.requests import EPOCH, HELLO, PUSH, Hello
from tests.chaos.kiosk import ChaosKiosk
from tests.chaos.listener import Listener
from tests.chaos.wire import CUT, LOST, UNHEARD, Wire
from tests.counter import NOON

if TYPE_CHECKING:
    from tests.chaos.world import World

_FAULTS = 0.25
"""Share of pushes that go wrong on the way."""
_TWICE = 0.1
"""Share that are sent again though they were acknowledged."""
_PULLS = 0.3
"""Share of times when it also asks what there is for it."""
_UNHEARD_FEEDS = 0.1
"""Share of feeds that are lost on the way."""
_TRIES = 2_000
_PAUSE = (0.02, 0.3)
"""Seconds before it tries again, at random."""
_JOINED = 4
TWICE = "twice"


class Seller:
    """A copy that lives; of a dead one only what head office said to it still counts."""

    def __init__(self, world: World, kiosk: ChaosKiosk, name: str) -> None:
        """``name`` tells copies of one kiosk apart."""
        self.kiosk = kiosk
        self.name = name
        self.fenced = False
        """Another copy was granted the epoch: it stops."""
        self.acked: dict[int, int] = {}
        """Last event that head office has said to be durable, by epoch."""
        self.inbox = Listener(kiosk.node, kiosk.epoch)
        self._world = world
        self._wire = Wire(world, kiosk.transport, kiosk.node)
        self._random = Random(f"{kiosk.node} {name} accidents")
        self._unsure = True
        self._older: tuple[int, int] | None = None
        """Epoch and event from which on head office wants older events."""
        self._back = 1

    def settle(self, *, faults: bool) -> None:
        """Pushes until everything is acknowledged, or another copy goes on in its place.

        ``faults``: of the network; without them it asks how it stands before anything else.
        """
        self._unsure = self._unsure or not faults
        for _try in range(_TRIES):
            generation = self._world.generation
            try:
                if self._unsure:
                    self._hello()
                if self.fenced or not self._push_next(generation, faults=faults):
                    break
            except (OSError, http.client.HTTPException):
                self._unsure = True
                self._wait()
        else:
            raise AssertionError(f"kiosk {self.kiosk.node} {self.name} never comes to an end")
        if faults and not self.fenced and self._random.random() < _PULLS:
            self.listen()

    def listen(self) -> None:
        """Takes in whatever there is for it. Only of the copy whose epoch is in force."""
        for _try in range(_TRIES):
            try:
                if not self._pull():
                    return
            except (OSError, http.client.HTTPException):
                self._unsure = True
                self._wait()
        raise AssertionError(f"kiosk {self.kiosk.node} {self.name} is never up to date")

    def push_aside(self) -> None:
        """A copy that was fenced gives everything that it sold: it happened."""
        for epoch in self.kiosk.branches:
            for verdict in self._push_all(epoch):
                assert verdict.code in (Code.ACK, Code.FORK, Code.FENCED), verdict

    def go_on(self) -> None:
        """People let this copy go on, in an epoch of its own, and no other."""
        self.kiosk.begin_epoch(self.name)
        self._unsure = True

    def push_ungranted(self) -> None:
        """A copy that nobody let go on gives what it sold: it is kept aside."""
        self._ask_for_epoch(granted=False)
        for verdict in self._push_all(self.kiosk.epoch):
            assert verdict.code == Code.FORK, verdict
            self._world.count("bundles of an epoch that nobody granted, kept aside")

    def close(self) -> None:
        """Hangs up."""
        self._wire.close()

    def _wait(self) -> None:
        self._world.wait_until_alive()
        time.sleep(self._random.uniform(*_PAUSE))

    def _push_all(self, epoch: int) -> Iterator[Verdict]:
        last = 0
        while last < self.kiosk.branches[epoch].last:
            data, last = self.kiosk.bundles(epoch, last + 1, 1)
            yield self._wire.ask(PUSH, data).verdict()

    def _pull(self) -> bool:
        """One feed; False where there is nothing."""
        if self.inbox.epoch != self.kiosk.epoch:
            self.inbox = Listener(self.kiosk.node, self.kiosk.epoch)
        answer = self._wire.ask(self.inbox.request, b"", method="GET")
        if answer.status == http.HTTPStatus.NO_CONTENT:
            return False
        assert answer.status == http.HTTPStatus.OK, answer.verdict()
        if self._random.random() < _UNHEARD_FEEDS:
            self._world.count("feeds lost")
            return True
        feed = parse_feed(answer.body).open(self._world.office_key)
        if feed.header.epoch != self.kiosk.epoch:
            self._unsure = True  # another copy goes on
            return False
        for grant in self.inbox.take_in(feed):
            self.kiosk.take_up(grant)
        return True

    def _hello(self) -> None:
        own = self.kiosk.here
        said = Hello(
            epoch=own.epoch,
            seq=own.last,
            hash=own.head,
            program="1.0",
            protocols=[PROTOCOL],
            wall=NOON,
            trusted=True,
            waiting=0,
        )
        answer = self._wire.ask(HELLO, msgspec.msgpack.encode(said))
        heard = msgspec.msgpack.decode(answer.body, type=HelloAnswer)
        if heard.epoch > own.epoch:
            self.fenced = True
        elif heard.epoch < own.epoch:
            self._ask_for_epoch()
        elif heard.next > own.last + 1 or (
            heard.next > 1 and heard.hash != own.hash_at(heard.next - 1)
        ):
            self._be_another()
        else:
            self.acked[own.epoch] = heard.next - 1
            self._older = (heard.wanted[0].epoch, heard.wanted[0].first) if heard.wanted else None
            self._unsure = False

    def _be_another(self) -> None:
        """Head office has other events: this copy was restored, or another one sells."""
        self._world.count("forks")
        self.kiosk.begin_epoch(self.name)
        self._unsure = True

    def _ask_for_epoch(self, *, granted: bool = True) -> None:
        """Asked for, granted by people, asked for again to hear it; then hello tells the rest."""
        key = self.kiosk.signer.public_key
        body = key + self.kiosk.seal(self.kiosk.epoch, 1, 1)
        code = self._wire.ask(EPOCH, body).verdict().code
        if code == Code.WAITS and granted:
            self._world.grant(self.kiosk.node, key)
        self.fenced = code == Code.FENCED

    def _push_next(self, generation: int, *, faults: bool) -> bool:
        """One request; False where there is nothing left."""
        epoch = self.kiosk.epoch
        first = self.acked.get(epoch, 0) + 1
        if self._older is not None:
            epoch, first = self._older
        elif first > self.kiosk.here.last:
            return False
        data, last = self.kiosk.bundles(epoch, first, self._random.randint(1, _JOINED))
        fault = ""
        if faults and self._random.random() < _FAULTS:
            fault = self._random.choice((CUT, LOST, UNHEARD))
            self._world.count(fault)
        answer = self._wire.ask(PUSH, data, fault)
        if faults and self._random.random() < _TWICE:
            self._world.count(TWICE)
            answer = self._wire.ask(PUSH, data)
        if generation == self._world.generation:
            self._heed(answer, epoch, first, last)
        else:
            self._unsure = True  # it was said before head office was restored
        return True

    def _heed(self, answer: Answer, epoch: int, first: int, last: int) -> None:
        verdict = answer.verdict()
        older = epoch < self.kiosk.epoch
        match verdict.code:
            case Code.ACK if older:
                # Not further than what was sent: head office may have another copy's events there.
                sent = min(verdict.seq, last)
                whole = sent >= self.kiosk.branches[epoch].last
                self._older = None if whole else (epoch, sent + 1)
            case Code.ACK:
                self._believe(verdict, last)
            case Code.GAP if verdict.epoch == self.kiosk.epoch:
                self.acked[epoch] = verdict.seq - 1
            case Code.GAP:
                self._older = (verdict.epoch, verdict.seq)
            case Code.FORK if older or verdict.epoch < self.kiosk.epoch:
                before = min(verdict.seq, first) if older else verdict.seq
                self._older = (verdict.epoch, max(1, before - self._back))
                self._back *= 2
            case Code.FORK:
                self._be_another()
            case Code.FENCED if verdict.epoch > self.kiosk.epoch:
                self.fenced = True
            case _:
                assert verdict.code in (Code.UNGRANTED, Code.FENCED), verdict
                self._unsure = True

    def _believe(self, verdict: Verdict, last: int) -> None:
        branch = self.kiosk.branches[verdict.epoch]
        assert verdict.hash == branch.hash_at(verdict.seq), "acknowledged is what was not sent"
        assert verdict.seq >= last
        self._world.advance(verdict.seq - self.acked.get(verdict.epoch, 0))
        self.acked[verdict.epoch] = verdict.seq
