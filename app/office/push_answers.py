"""What head office answers to a push; docs/sync.md has what the agent does with each."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Acked(NamedTuple):
    """Everything up to here is durable. 200."""

    epoch: int
    seq: int
    hash: bytes


class Gap(NamedTuple):
    """Events before these are missing: send from ``next`` of ``epoch`` on. 409 ``gap``."""

    epoch: int
    next: int
    previous: bytes
    """Hash of the event before, as head office has it."""


class Fork(NamedTuple):
    """Other events have these numbers: the kiosk was restored or copied. 409 ``fork``.

    What was sent is kept aside. The kiosk needs a new epoch.
    """

    epoch: int
    at: int
    """First event in the request that differs; one before its first where that one does already."""


class Fenced(NamedTuple):
    """A later epoch is in force; what was sent is kept aside. 409 ``fenced``."""

    epoch: int
    """In force."""


class Ungranted(NamedTuple):
    """Nobody has granted this epoch yet: ask for it. 409 ``ungranted``."""

    epoch: int
    """In force."""


class Revoked(NamedTuple):
    """The kiosk is barred. 403."""


class Full(NamedTuple):
    """As much of this kiosk is kept aside as may be: people decide first. 503."""


Pushed: TypeAlias = Acked | Gap | Fork | Fenced | Ungranted | Revoked | Full
