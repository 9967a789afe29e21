"""What a kiosk's agent asks of head office, and how it signs that; docs/sync.md."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta

from app.ledger.checkpoint import Signer, genuine
from app.sync.answers import ScopeName, Sequence, Version
from app.sync.bundle_header import EpochNumber, Hash

HELLO, PUSH, EPOCH, PULL = "/v1/hello", "/v1/push", "/v1/epoch", "/v1/pull"
NODE_HEADER, COUNT_HEADER = "Tapcard-Node", "Tapcard-Count"
SIGNATURE_HEADER, ANSWER_HEADER = "Tapcard-Signature", "Tapcard-Answer"
"""Signatures stand in them in hexadecimal."""
_DOMAIN = b"tapcard request 1\n"

WORD = 200
"""Characters of a word of health."""

Word = Annotated[str, Meta(max_length=WORD)]


class Hello(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """Body of hello."""

    epoch: EpochNumber
    seq: Sequence
    """Last event that the agent has seen sealed; 0 for none."""
    hash: Hash
    """Of that event; zeros for none."""
    program: Word
    """Version of the counter's program."""
    protocols: Annotated[list[int], Meta(max_length=32)]
    wall: int
    """Wall time of the counter's machine, milliseconds since 1970 UTC."""
    trusted: bool
    """Whether the counter trusts its clock."""
    waiting: Sequence
    """Events that wait to be pushed."""
    health: Annotated[dict[Word, Word], Meta(max_length=32)] = {}
    scopes: Annotated[list[tuple[ScopeName, Version]], Meta(max_length=32)] = []
    """What the counter has taken in."""


def request_message(method: str, path: str, count: int, body: bytes) -> bytes:
    """What the transport identity signs; ``path`` with its query, as it stands in the request."""
    return _DOMAIN + f"{method}\n{path}\n{count}\n{sha256(body).hexdigest()}".encode()


def request_signature(identity: Signer, method: str, path: str, count: int, body: bytes) -> str:
    """Value of the header, hexadecimal."""
    return identity.sign(request_message(method, path, count, body)).hex()


def is_request_genuine(
    public_key: bytes, method: str, path: str, count: int, body: bytes, signature: str
) -> bool:
    """Whether the owner of a transport identity made this request."""
    try:
        found = bytes.fromhex(signature)
    except ValueError:
        return False
    return genuine(public_key, request_message(method, path, count, body), found)


def pull_path(scopes: dict[str, int], wait: int) -> str:
    """Path and query that ask for what is newer than these versions; ``wait``: seconds."""
    after = ",".join(f"{scope}:{version}" for scope, version in sorted(scopes.items()))
    return f"{PULL}?after={after}&wait={wait}"
