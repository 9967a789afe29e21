"""The agent: moves whole files between the counter's folder and head office, always calling.

It has no database. What it knows stands in the folder and at head office, so it may end anywhere:
head office's cursor says what to send, and only the counter removes a bundle.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec

from app.domain.identity import Node
from app.domain.text import _
from app.sync.answers import Answer, Code, HelloAnswer, Verdict, Wanted, answer_file
from app.sync.branches import Branches
from app.sync.bundle_header import FILE_LIMIT, PROTOCOL, unpacked
from app.sync.errors import SyncError
from app.sync.feed import parse_feed
from app.sync.folder import OutFile, SyncFolder, read_bounded, whole_bundle, write_shared
from app.sync.office_client import OfficeClient
from app.sync.requests import EPOCH, HELLO, PUSH, WORD, Hello, pull_path
from app.sync.states import AgentState, DeskState, read_state, write_state
from app.sync.words import ANSWERED

LEAST, MOST = 50, 2000
"""Events that are joined to one request: it begins with the least and doubles with success."""
_REQUEST_BYTES = 1 << 20
"""What is joined stays below; one file may be larger."""
_FEEDS_WAITING = 20
"""More are not fetched before the counter has taken some in."""
_NOT_AGAIN_SECONDS = 3600.0
"""A feed that the counter put aside is not fetched again sooner."""
_OK = 200
_NO_CONTENT = 204
_TAKEN = frozenset({Code.ACK, Code.QUARANTINED})
_FOR_THE_COUNTER = _TAKEN | {Code.FORK, Code.FENCED, Code.REVOKED}
"""Answers that the counter must see for itself."""


class NotTaken(SyncError):
    """Head office answered, and did not take what was sent."""

    code = "not_taken"


class HelloAgain(SyncError):
    """Head office's cursor stands elsewhere than it was said: ask anew."""

    code = "hello_again"


@dataclass
class _Sent:
    """What is known to be at head office, until the next hello."""

    upto: dict[int, int] = field(default_factory=dict)
    """Last durable event, by epoch."""
    useless: set[str] = field(default_factory=set)
    """Names of files that head office will never take, or that were sent again for an ack."""


class Agent:
    """One counter's agent. :meth:`push_new` and :meth:`pull` may run in two threads."""

    def __init__(
        self,
        folder: SyncFolder,
        desk: DeskState,
        client: OfficeClient,
        *,
        now: Callable[[], int],
    ) -> None:
        """``desk``: as the counter told it last. ``now``: wall time, milliseconds."""
        self._folder = folder
        self._desk = desk
        self._client = client
        self._now = now
        self._size = LEAST
        self._sent = _Sent()
        self._gaps: dict[int, int] = {}
        """First event that a push was told to lack, by epoch, until the next hello."""
        self._branches = Branches()
        self._heard = (0, 0)
        """Head office's cursor at the last hello."""
        self._pulled: tuple[dict[str, int], float] | None = None
        self._guard = threading.Lock()
        self.state = read_state(folder.agent, AgentState) or AgentState(written=now())
        """As it was told last."""

    @property
    def node(self) -> Node:
        """Whose agent it is."""
        return self._desk.node

    @property
    def is_outdated(self) -> bool:
        """Whether the counter began a new life since the last hello."""
        desk = read_state(self._folder.desk, DeskState)
        return desk is not None and (desk.node, desk.epoch) != (self._desk.node, self._desk.epoch)

    # -- hello -----------------------------------------------------------------------------

    def hello(self) -> None:
        """Says how the counter stands, and hears where head office does.

        Raises OfficeUnreachable, WrongSignature, BundleDamaged, NotTaken.
        """
        self._desk = desk = read_state(self._folder.desk, DeskState) or self._desk
        said = Hello(
            epoch=desk.epoch,
            seq=desk.sealed,
            hash=desk.sealed_hash,
            program=desk.program,
            protocols=[PROTOCOL],
            wall=self._now(),
            trusted=desk.trusted,
            waiting=sum(one.events for one in self._waiting()),
            health={name: words[:WORD] for name, words in desk.health.items()},
            scopes=sorted(desk.scopes.items()),
        )
        before = self._now()
        answer = self._ask("POST", HELLO, msgspec.msgpack.encode(said))
        if answer.status != _OK:
            raise self._refused(answer)
        heard = unpacked(answer.body, HelloAnswer)
        offset = heard.office_time - (before + self._now()) // 2
        self._sent = _Sent()
        self._change(clock_offset=offset, wanted=None, asked=answer.count)
        self._follow(heard)

    def _follow(self, heard: HelloAnswer) -> None:
        """Head office's cursor wins."""
        own = self._desk.epoch
        in_force = heard.epoch or own
        if (in_force, heard.next) < self._heard:
            self._branches = Branches()  # head office was restored: perhaps it has nothing aside
        self._heard = (in_force, heard.next)
        if in_force > own:
            self._give_all(own)
            raise NotTaken(ANSWERED[Code.FENCED])
        first = min(heard.next, self._gaps.pop(in_force, heard.next))
        gaps = [Wanted(epoch, seq) for epoch, seq in sorted(self._gaps.items())]
        self._gaps.clear()
        for wanted in [*heard.wanted, *gaps, Wanted(in_force, first)]:
            self._sent.upto[wanted.epoch] = wanted.first - 1
            self._require_there(wanted)
        if in_force < own:
            with suppress(NotTaken, HelloAgain):  # perhaps not before the new life is granted
                self._push_from(in_force)
            self._gaps.clear()
            self._begin_epoch(own)
        lower = self._branches.lower(self._folder, self._desk)
        if lower is not None and lower.file is None:
            self._change(wanted=lower.wanted)
        sealed = max([self._desk.sealed, *(one.last for one in self._of(own))])
        if heard.next > sealed + 1:
            self._give_all(own)
            raise NotTaken(
                _(
                    "Head office has event {office} of this counter, which has sealed {sealed}: "
                    "another copy of it has sold."
                ).format(office=heard.next - 1, sealed=sealed)
            )

    def _give_all(self, epoch: int) -> None:
        """Another copy goes on in this life: what this one sold is kept aside, file by file."""
        for one in self._of(epoch):
            if one.path.name not in self._branches.aside and whole_bundle(one) is not None:
                with suppress(HelloAgain):  # what comes before is lacking: the next are kept aside
                    self._push(epoch, [one])

    def _require_there(self, wanted: Wanted) -> None:
        """Asks the counter for events that stand in no file."""
        end = self._desk.sealed if wanted.epoch == self._desk.epoch else wanted.last
        at = wanted.first
        for one in self._of(wanted.epoch):
            if wanted.last and one.last > wanted.last:
                continue  # of an older life, beyond what the present one goes on from
            if one.first <= at <= one.last and whole_bundle(one):
                at = one.last + 1
        if at <= end or (wanted.epoch < self._desk.epoch and not wanted.last):
            self._want(Wanted(wanted.epoch, at, wanted.last))

    def _want(self, wanted: Wanted) -> None:
        if self.state.wanted is None:
            self._change(wanted=wanted)

    def _begin_epoch(self, epoch: int) -> None:
        """Asks for a new life of the counter, with the bundle that begins it."""
        first = [one for one in self._folder.bundles(self._desk.node) if one[:2] == (epoch, 1)]
        bundle = whole_bundle(first[0]) if first else None
        if bundle is None:
            self._change(wanted=Wanted(epoch, 1))
            raise NotTaken(_("The counter has not sealed the beginning of its new life yet."))
        body = self._desk.public_key + read_bounded(first[0].path, FILE_LIMIT)
        answer = self._ask("POST", EPOCH, body)
        verdict = answer.verdict()
        if verdict.code != Code.GRANTED:
            raise self._refused(answer)
        raise HelloAgain(_("The new life of this counter is granted."))

    # -- push ------------------------------------------------------------------------------

    def push_new(self) -> None:
        """Pushes what head office has not, in order; below a branch of its own first.

        Raises OfficeUnreachable, WrongSignature, BundleDamaged, NotTaken, HelloAgain.
        """
        lower = self._branches.lower(self._folder, self._desk)
        if lower is not None:
            if lower.file is None:
                return  # the counter is asked to export it
            del self._branches.back[lower.wanted.epoch]
            self._push(lower.wanted.epoch, [lower.file])
            raise HelloAgain(_("Head office has what this counter goes on from."))
        for epoch in sorted(self._sent.upto):
            self._push_from(epoch)

    def _push_from(self, epoch: int) -> None:
        while batch := self._batch(epoch):
            self._push(epoch, batch)
        if epoch == self._desk.epoch and (why := self._branches.why(self._of(epoch))) is not None:
            raise NotTaken(ANSWERED[why])

    def _push(self, epoch: int, batch: list[OutFile]) -> None:
        try:
            body = b"".join(read_bounded(one.path, FILE_LIMIT) for one in batch)
        except FileNotFoundError:
            return  # the counter just took in its ack
        try:
            answer = self._ask("POST", PUSH, body)
        except SyncError:
            self._size = max(LEAST, self._size // 2)
            raise
        verdict = answer.verdict()
        self._tell_counter(answer, verdict)
        if self._branches.hear(epoch, batch, verdict):
            if self._branches.back:
                raise HelloAgain(ANSWERED[Code.FORK])
            return
        if verdict.code not in _TAKEN:
            self._size = LEAST
            raise self._refusal(verdict)
        before = self._sent.upto.get(epoch, 0)
        if verdict.epoch != epoch or verdict.seq < min(before + 1, batch[-1].last):
            raise NotTaken(_("Head office acknowledged less than it was sent."))
        self._sent.upto[epoch] = max(before, verdict.seq)
        self._size = min(MOST, self._size * 2)
        self.tell()

    def _tell_counter(self, answer: Answer, verdict: Verdict) -> None:
        if verdict.code in _FOR_THE_COUNTER:
            name = f"push-{answer.count:012d}" if verdict.code in _TAKEN else verdict.code
            write_shared(self._folder.inbox / f"{name}.ack", answer_file(answer))

    def _batch(self, epoch: int) -> list[OutFile]:
        """The next whole files of an epoch, each going on from what is durable."""
        upto = self._sent.upto[epoch]
        files = [one for one in self._of(epoch) if one.path.name not in self._sent.useless]
        done = [one for one in files if one.last <= upto]
        if done and not self._folder.incoming("ack"):
            return self._unacknowledged(done)
        batch: list[OutFile] = []
        size = 0
        while (one := self._branches.next_of(files, upto)) is not None:
            if one.path.name in self._branches.aside:
                if batch:
                    break
                upto = one.last
                continue
            size += one.path.stat().st_size
            events = one.last - (batch[0].first if batch else one.first) + 1
            if batch and (
                events > self._size or size > _REQUEST_BYTES or epoch in self._branches.alone
            ):
                break
            batch.append(one)
            upto = one.last
        return batch

    def _unacknowledged(self, done: Sequence[OutFile]) -> list[OutFile]:
        """Head office has them and the counter has no ack: sending the last one again gives it."""
        last = done[-1]
        if last.path.name in self._sent.useless:
            return []
        self._sent.useless |= {one.path.name for one in done}
        return [last] if whole_bundle(last) is not None else []

    def _of(self, epoch: int) -> list[OutFile]:
        return [one for one in self._folder.bundles(self._desk.node) if one.epoch == epoch]

    # -- pull ------------------------------------------------------------------------------

    def pull(self, wait: int) -> bool:
        """Fetches one feed, waiting up to ``wait`` seconds for it; False where there was none.

        Raises OfficeUnreachable, WrongSignature, BundleDamaged, NotTaken.
        """
        versions = self._versions()
        if versions is None or self._asked_lately(versions):
            return False
        answer = self._ask("GET", pull_path(versions, wait), seconds=60.0 + wait)
        if answer.status == _NO_CONTENT:
            return False
        if answer.status != _OK:
            raise self._refused(answer)
        feed = parse_feed(answer.body)
        if feed.header.kiosk != self._desk.node:
            raise NotTaken(_("Head office gave a feed for another counter."))
        write_shared(self._folder.inbox / f"feed-{answer.count:012d}.feed", answer.body)
        self._pulled = (versions, time.monotonic())
        return True

    def _versions(self) -> dict[str, int] | None:
        """What the counter has or will have; None while enough waits for it."""
        desk = read_state(self._folder.desk, DeskState) or self._desk
        waiting = self._folder.incoming("feed")
        if len(waiting) >= _FEEDS_WAITING:
            return None
        versions = dict(desk.scopes)
        for path in waiting:
            try:
                header = parse_feed(read_bounded(path, FILE_LIMIT)).header
            except (OSError, SyncError):
                continue  # the counter just took it, or will put it aside
            for step in header.scopes:
                versions[step.scope] = max(step.upto, versions.get(step.scope, 0))
        return versions

    def _asked_lately(self, versions: dict[str, int]) -> bool:
        if self._pulled is None or self._pulled[0] != versions:
            return False
        return time.monotonic() - self._pulled[1] < _NOT_AGAIN_SECONDS

    # -- state -----------------------------------------------------------------------------

    def tell(self) -> None:
        """Writes the state. Raises OSError."""
        waiting = self._waiting()
        self._change(
            files=len(waiting),
            events=sum(one.events for one in waiting),
            bytes=sum(_size(one) for one in waiting),
        )
        with self._guard:
            self.state = msgspec.structs.replace(self.state, written=self._now())
            write_state(self._folder.agent, self.state)

    def failed(self, why: str) -> None:
        """Tells that head office was not reached or took nothing, and since when."""
        since = self.state.failing_since if self.state.failure else None
        self._change(failure=why, failing_since=since or self._now())
        self.tell()

    def succeeded(self) -> None:
        """Tells that all is well."""
        self._change(failure="", failing_since=None)
        self.tell()

    def _change(self, **values: object) -> None:
        with self._guard:
            self.state = msgspec.structs.replace(self.state, **values)

    def _waiting(self) -> list[OutFile]:
        found = self._folder.bundles(self._desk.node)
        return [one for one in found if one.last > self._sent.upto.get(one.epoch, 0)]

    def _ask(self, method: str, path: str, body: bytes = b"", seconds: float = 60.0) -> Answer:
        answer = self._client.ask(method, path, body, seconds=seconds)
        self._change(contact=self._now())
        return answer

    def _refused(self, answer: Answer) -> SyncError:
        verdict = answer.verdict()
        self._tell_counter(answer, verdict)  # whatever was asked: it may be barred
        return self._refusal(verdict)

    def _refusal(self, verdict: Verdict) -> SyncError:
        said = ANSWERED.get(verdict.code)
        if verdict.code == Code.GAP:
            self._gaps[verdict.epoch] = verdict.seq
            return HelloAgain(_("Head office wants event {seq} first.").format(seq=verdict.seq))
        if verdict.code == Code.UNGRANTED:
            return HelloAgain(_("Head office has not granted this life of the counter."))
        return NotTaken(said or verdict.why or _("Head office cannot take it now."))


def _size(file: OutFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:
        return 0  # the counter just removed it
