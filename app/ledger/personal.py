"""Personal fields: encrypted wherever they are written, readable only with the account's own key.

Events and projected tables carry AES-256-GCM under a key per account, which stands in a local
table, never in the journal and never in a generation of a backup. Destroying the key makes every
copy of the fields unreadable while chain and sums hold. Clear names stand in a local index
(search_index.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.text import _
from app.ledger import search_index
from app.ledger.errors import LedgerDamaged, LedgerError
from app.ledger.statements import Statements

if TYPE_CHECKING:
    import apsw

    from app.domain.identity import EventId
    from app.kiosk import Randomness

_NONCE_BYTES = 12
_KEY_BYTES = 32
_fields = msgspec.json.Decoder(dict[str, str])


class PersonalKeyMissing(LedgerError):
    """The account's personal key is not here: erased, never received, or lost with a restore."""

    code = "personal_key_missing"


def seal(
    connection: apsw.Connection,
    random: Randomness,
    account: str,
    fields: dict[str, str],
    *,
    findable: bool = True,
) -> bytes:
    """Encrypts an account's personal fields and indexes them; makes its key at the first time.

    ``fields`` replaces everything that was indexed for the account before. What is not
    ``findable`` is of somebody without an account, and no search gives it.
    """
    sealed = encrypt(connection, random, account, fields)
    if findable:
        make_findable(connection, account, fields)
    return sealed


def make_findable(connection: apsw.Connection, account: str, fields: dict[str, str]) -> None:
    """Makes ``fields`` the ones that the account is found under."""
    with _overwriting(connection):
        search_index.index(connection, account, fields)


def encrypt(
    connection: apsw.Connection, random: Randomness, account: str, fields: dict[str, str]
) -> bytes:
    """Encrypts fields under the account's own key, which is made at the first time."""
    key = key_named(connection, account)
    if key is None:
        key = random.bytes(_KEY_BYTES)
        keep_key(connection, account, key)
    nonce = random.bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, msgspec.json.encode(fields), account.encode())


def unseal(connection: Statements, account: str, sealed: bytes) -> dict[str, str]:
    """Inverse of :func:`seal`. Raises PersonalKeyMissing; LedgerDamaged for altered bytes."""
    key = key_named(connection, account)
    if key is None:
        raise PersonalKeyMissing(
            _("The personal details of account {account} cannot be read here.").format(
                account=account
            ),
            _("Cards and money are not affected. Erased details never come back."),
        )
    try:
        return _opened(AESGCM(key), account, sealed)
    except (InvalidTag, ValueError) as error:
        raise LedgerDamaged(
            _("The personal details of account {account} were altered.").format(account=account),
            _("Cards and money are not affected. Run `tapcard verify`."),
        ) from error


def unseal_each(
    connection: Statements, sealed: Mapping[str, Sequence[bytes]]
) -> dict[str, dict[str, str]]:
    """The fields of several accounts, each with its pieces laid over one another in their order.

    Who has no key here, or was altered, is left out.
    """
    found: dict[str, dict[str, str]] = {}
    marks = ", ".join("?" * len(sealed))
    asked = f"SELECT account, key FROM personal_key WHERE account IN ({marks})"  # noqa: S608  marks only
    rows: list[tuple[Any, ...]] = list(connection.execute(asked, tuple(sealed)))
    for account, key in rows:
        opener = AESGCM(key)
        first, *later = sealed[account]
        try:
            fields = _opened(opener, account, first)
            for piece in later:
                fields |= _opened(opener, account, piece)
        except (InvalidTag, ValueError):
            continue
        found[account] = fields
    return found


def forget(connection: apsw.Connection, account: str) -> None:
    """Destroys the account's key, index rows and papers; overwrites their place in the file."""
    with _overwriting(connection):
        drop_key(connection, account)
        search_index.purge(connection, account)
        connection.execute(
            "DELETE FROM print_job WHERE instr(document, CAST(? AS BLOB))", (f'"{account}"',)
        )


@contextmanager
def _overwriting(connection: apsw.Connection) -> Iterator[None]:
    """What is deleted or replaced meanwhile is overwritten in the file."""
    connection.pragma("secure_delete", "ON")
    try:
        yield
    finally:
        connection.pragma("secure_delete", "OFF")


def drop_key(connection: Statements, account: str) -> None:
    """Destroys an account's key; its place in the file is the caller's business."""
    connection.execute("DELETE FROM personal_key WHERE account = ?", (account,))


def keep_key(connection: apsw.Connection, account: str, key: bytes) -> None:
    """Stores an account's key, 32 bytes."""
    connection.execute("INSERT INTO personal_key (account, key) VALUES (?, ?)", (account, key))


def keep_key_if_new(connection: Statements, account: str, key: bytes) -> None:
    """Stores a key that another node gave; one that is here already stays."""
    connection.execute(
        "INSERT INTO personal_key (account, key) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (account, key),
    )


def keys(connection: apsw.Connection) -> dict[str, bytes]:
    """All keys by account, for the one backup file that holds them."""
    return dict(connection.execute("SELECT account, key FROM personal_key ORDER BY account"))


def payer_key_name(payment: EventId) -> str:
    """Name of the key that a payer without an account is sealed under."""
    return f"payer {payment}"


def invoice_key_name(invoice: EventId) -> str:
    """Name of the key that an invoice's personal fields are sealed under."""
    return f"invoice {invoice}"


def key_named(connection: Statements, account: str) -> bytes | None:
    """An account's key, 32 bytes; None where it is not here."""
    row = connection.execute(
        "SELECT key FROM personal_key WHERE account = ?", (account,)
    ).fetchone()
    return None if row is None else bytes(row[0])


def _opened(opener: AESGCM, account: str, sealed: bytes) -> dict[str, str]:
    """Raises InvalidTag, ValueError for altered bytes."""
    clear = opener.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], account.encode())
    return _fields.decode(clear)
