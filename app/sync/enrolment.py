"""How a machine becomes a kiosk: the code that a person carries, what is asked and answered.

The code says the kiosk's number, a secret that head office takes once, and the beginning of the
SHA-256 of head office's certificate. So the secret is told to nobody but head office, and what
head office answers over that connection is believed.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Annotated, NamedTuple, Self

import msgspec
from msgspec import Meta

from app.domain.identity import Node, kiosk_name
from app.domain.text import _
from app.kiosk import Randomness
from app.sync.answers import ScopeName, Sentence
from app.sync.bundle_header import Hash, NodeNumber
from app.sync.errors import SyncError

ENROL = "/v1/enrol"

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: nothing in it is taken for something else; what is typed O, I or L is forgiven."""
_FORGIVEN = str.maketrans("OIL", "011")
_BITS = 5
_SECRET, _CERTIFICATE, _GROUP = 10, 20, 5
"""Characters: 50 bits that nobody guesses within the days and tries there are, and 100 bits of the
certificate, for which nobody makes another."""
_TYPED = re.compile(r"K(\d{2,5})-?([0-9A-Z-]+)")
_HASHED = b"tapcard enrolment code 1\n"


class NotACode(SyncError):
    """What was typed is no code of `tapcard office enrol`."""

    code = "not_a_code"


class EnrolmentCode(NamedTuple):
    """As a person carries it: ``K07-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX``."""

    node: Node
    secret: str
    certificate: str
    """Of the SHA-256 of head office's certificate, the first 100 bits."""

    @classmethod
    def make(cls, node: Node, fingerprint: bytes, random: Randomness) -> Self:
        """A new one; ``fingerprint``: SHA-256 of the certificate."""
        return cls(node, _written(random.bytes(32), _SECRET), _written(fingerprint, _CERTIFICATE))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises NotACode."""
        typed = text.strip().upper().replace(" ", "").translate(_FORGIVEN)
        found = _TYPED.fullmatch(typed)
        digits = found[2].replace("-", "") if found else ""
        if found is None or len(digits) != _SECRET + _CERTIFICATE or set(digits) - set(_ALPHABET):
            raise NotACode(_("This is no code of `tapcard office enrol`: type it as it was shown."))
        return cls(int(found[1]), digits[:_SECRET], digits[_SECRET:])

    @property
    def text(self) -> str:
        """To be read out or copied."""
        digits = self.secret + self.certificate
        groups = (digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
        return "-".join([kiosk_name(self.node), *groups])

    def is_of(self, fingerprint: bytes) -> bool:
        """Whether it was made for a head office with this certificate."""
        return _written(fingerprint, _CERTIFICATE) == self.certificate


def code_hash(node: Node, secret: str) -> bytes:
    """What head office keeps of a code."""
    return sha256(_HASHED + f"{node}\n{secret}".encode()).digest()


def _written(data: bytes, characters: int) -> str:
    bits = int.from_bytes(data, "big") >> (len(data) * 8 - characters * _BITS)
    places = range(_BITS * (characters - 1), -1, -_BITS)
    return "".join(_ALPHABET[bits >> place & 31] for place in places)


class LedgerStanding(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """What cannot be changed any more in a ledger that sold before it joined head office."""

    utility: int
    currency: str
    currency_digits: int
    region: int
    site: str
    """Prefix of the account numbers that were opened there."""


class EnrolRequest(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """Body of enrol; the request is signed by the transport identity that it names."""

    secret: Annotated[str, Meta(min_length=_SECRET, max_length=_SECRET)]
    transport_key: Hash
    public_key: Hash
    """Of the node in its first epoch."""
    seal_key: Hash
    machine: Sentence
    """Name of the machine."""
    stands: LedgerStanding | None = None
    """Of the ledger that is there already; None for a new machine."""


class UtilityFacts(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """What a ledger of this utility begins with; see ``LedgerBegun``."""

    utility: int
    utility_name: str
    utility_address: str
    tax_number: str
    phone: str
    currency: str
    currency_digits: int
    time_zone: str
    receipt_footer: str
    roaming: bool


class EnrolAnswer(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """Body of the answer to enrol."""

    node: NodeNumber
    name: Sentence
    region: int
    region_name: str
    site: str
    """Prefix of the account numbers that are opened there."""
    scopes: Annotated[list[ScopeName], Meta(max_length=32)]
    office_key: Hash
    office_seal_key: Hash
    facts: UtilityFacts
