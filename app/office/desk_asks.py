"""What the screens of head office ask `serve`, and what it answers.

Arguments, quotes and results of operations stand in msgpack, in the types that the operation's own
functions name (:mod:`app.office.operation_forms`).
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from app.domain.identity import Node
from app.office.administration import Act, AskExceptions, AskQuarantine
from app.operations.sign_in import SignedIn


class AskDesk(msgspec.Struct, frozen=True, tag="desk_standing"):
    """Whose head office it is, and of which release."""


class AskSignIn(msgspec.Struct, frozen=True, tag="desk_sign_in", kw_only=True):
    """Checks a PIN by head office's own ledger."""

    operator: int
    pin: str
    renewing: bool = False
    """Only to choose another PIN."""

    def __repr__(self) -> str:
        return f"AskSignIn({self.operator})"


class AskSignOut(msgspec.Struct, frozen=True, tag="desk_sign_out"):
    """Forgets who that is."""

    token: str


class AskLook(msgspec.Struct, frozen=True, tag="desk_look", kw_only=True):
    """What an operation of head office's own ledger finds."""

    token: str
    operation: str
    arguments: bytes


class AskPerform(msgspec.Struct, frozen=True, tag="desk_perform", kw_only=True):
    """Performs an operation in head office's own ledger."""

    token: str
    second: str | None = None
    """Secret of the second person; good for this once."""
    operation: str
    quote: bytes
    request: str | None = None
    """As of Caller."""


Deed: TypeAlias = Act | AskExceptions | AskQuarantine
"""What administrators of this machine may ask, and somebody at a screen too."""


class AskDeed(msgspec.Struct, frozen=True, tag="desk_deed", kw_only=True):
    """Does what administrators may ask for, as somebody who is signed in."""

    token: str
    second: str | None = None
    """As of AskPerform."""
    deed: Deed
    request: str | None = None
    """As of Caller."""


DeskAsk: TypeAlias = AskDesk | AskSignIn | AskSignOut | AskLook | AskPerform | AskDeed


class DeskStanding(msgspec.Struct, frozen=True):
    """Whose screens these are."""

    node: Node
    epoch: int
    program: str
    """Release of `serve`."""


class Session(msgspec.Struct, frozen=True):
    """Who signed in, and the secret that they are known by."""

    token: str
    who: SignedIn
