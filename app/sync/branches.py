"""What an agent knows of its counter's events that head office keeps aside, and of those before.

Head office has other events under these numbers: the counter is a copy, or went on from one. What
is kept aside there is not sent again; what hangs on nothing there is exported from further back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.sync.answers import Code, Verdict, Wanted
from app.sync.bundle import key_id
from app.sync.folder import OutFile, SyncFolder, whole_bundle
from app.sync.states import DeskState

STEP = 500
"""Events by which it goes back at a time: those of one bundle."""


class Lower(NamedTuple):
    """Events below a branch."""

    wanted: Wanted
    """What the counter exports again, from as far back as one bundle goes."""
    file: OutFile | None
    """By the present key, ending there; None: it is not exported yet."""


@dataclass
class Branches:
    """Of one counter's life, as far as this process knows."""

    aside: dict[str, str] = field(default_factory=dict)
    """Names of files that head office keeps aside, and why: ``fork`` or ``fenced``."""
    back: dict[int, int] = field(default_factory=dict)
    """By epoch the last event that head office lacks below what it keeps aside."""
    alone: set[int] = field(default_factory=set)
    """Epochs of which each file is sent by itself, so that each is kept."""

    def hear(self, epoch: int, batch: list[OutFile], verdict: Verdict) -> bool:
        """Takes an answer to a batch in; False where it says nothing of the kind."""
        if verdict.code not in (Code.FORK, Code.FENCED):
            return False
        if verdict.code == Code.FORK and (verdict.epoch != epoch or verdict.seq < batch[0].first):
            self.back[verdict.epoch] = verdict.seq
        elif len(batch) > 1:
            self.alone.add(epoch)
        else:
            self.aside[batch[0].path.name] = verdict.code
        return True

    def next_of(self, files: Sequence[OutFile], upto: int) -> OutFile | None:
        """The whole file with the event behind ``upto``; one that is not kept aside first."""
        found = [one for one in files if one.first <= upto + 1 <= one.last and whole_bundle(one)]
        return min(found, key=lambda one: (one.path.name in self.aside, one), default=None)

    def lower(self, folder: SyncFolder, desk: DeskState) -> Lower | None:
        """What head office lacks below what it keeps aside; None: nothing."""
        if not self.back:
            return None
        epoch = min(self.back)
        wanted = below(epoch, self.back[epoch])
        return Lower(wanted, _file_of(folder, desk, wanted))

    def why(self, files: list[OutFile]) -> str | None:
        """What head office said of these files, if it keeps one aside."""
        said = [self.aside[one.path.name] for one in files if one.path.name in self.aside]
        return said[-1] if said else None


def below(epoch: int, last: int) -> Wanted:
    """The events up to this one, from as far back as one bundle goes."""
    return Wanted(epoch, max(1, last - STEP + 1), max(1, last))


def _file_of(folder: SyncFolder, desk: DeskState, wanted: Wanted) -> OutFile | None:
    for one in folder.bundles(desk.node):
        if (one.epoch, one.last) == (wanted.epoch, wanted.last):
            bundle = whole_bundle(one)
            if bundle is not None and bundle.header.key_id == key_id(desk.public_key):
                return one
    return None
