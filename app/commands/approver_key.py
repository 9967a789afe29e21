"""The approver's own key, in a file that only a passphrase opens.

Argon2id (RFC 9106, second set of section 4) turns the passphrase into the key of AES-256-GCM.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.errors import TapcardError
from app.domain.text import _
from app.ledger.files import sync_directory

_TITLE = b"TAPCARD APPROVAL KEY 1"
_SALT, _NONCE, _KEY = 16, 12, 32
_ROUNDS, _MEMORY_KIB, _LANES = 3, 64 * 1024, 4


class ApproverKeyUnusable(TapcardError):
    """The file is missing, there already, damaged, or of another passphrase."""

    code = "approver_key"


class _Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    salt: bytes
    nonce: bytes
    key: bytes


def default_path() -> Path:
    """Where it stands unless another file is named."""
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local/share") / "tapcard" / "approval-key"


def make(path: Path, passphrase: bytes, key: str) -> None:
    """Seals a key into a new file for its owner only. Raises ApproverKeyUnusable."""
    if not passphrase:
        raise ApproverKeyUnusable(
            _("The passphrase is empty."), _("No key was made. Choose a passphrase.")
        )
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    body = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, key.encode(), _TITLE)
    text = msgspec.json.encode(_Sealed(salt=salt, nonce=nonce, key=body)) + b"\n"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        sync_directory(path.parent)
    except FileExistsError as error:
        raise ApproverKeyUnusable(
            _("There is a key in {path} already.").format(path=path),
            _("It was left as it is. Name another file with --key, or take that one away first."),
        ) from error
    except OSError as error:
        raise ApproverKeyUnusable(
            _("The file {path} cannot be made: {why}.").format(path=path, why=error.strerror),
            _("No key was made. Name another file with --key."),
        ) from error


def opened(path: Path, passphrase: bytes) -> str:
    """The key. Raises ApproverKeyUnusable."""
    try:
        sealed = msgspec.json.decode(path.read_bytes(), type=_Sealed)
        key = AESGCM(_stretched(passphrase, sealed.salt)).decrypt(sealed.nonce, sealed.key, _TITLE)
    except FileNotFoundError as error:
        raise ApproverKeyUnusable(
            _("There is no approval key in {path}.").format(path=path),
            _("Nothing was approved. Make one with `tapcard approve --new-key`."),
        ) from error
    except (OSError, ValueError, msgspec.MsgspecError, InvalidTag) as error:
        raise ApproverKeyUnusable(
            _("The approval key in {path} cannot be opened.").format(path=path),
            _("Nothing was approved. The passphrase is wrong, or the file was changed."),
        ) from error
    return key.decode()


def _stretched(passphrase: bytes, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        secret=passphrase,
        salt=salt,
        time_cost=_ROUNDS,
        memory_cost=_MEMORY_KIB,
        parallelism=_LANES,
        hash_len=_KEY,
        type=Type.ID,
    )
