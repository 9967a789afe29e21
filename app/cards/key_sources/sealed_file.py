"""Master keys in a file that only a passphrase opens.

Three lines of ASCII: a title with the form's number, SHA-256 of the third line, and the third line:
JSON with salt, cost, check and the sealed keys. Argon2id (RFC 9106) turns the passphrase into 32
bytes for AES-256-GCM and 16 bytes of check; the check tells a wrong passphrase from a changed file,
the SHA-256 tells accidental damage before any work is done, GCM proves keys, salt, cost and form.

Form 2 holds master keys by version, and PBOC master keys by version and usage where a card maker
gave them. Form 1, which only held the former and whose form GCM did not prove, still opens.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, NoReturn

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.cards.key_sources.errors import (
    KeyFileDamaged,
    KeyFileExists,
    KeyFileMissing,
    KeyVersionTaken,
    PassphraseEmpty,
    PassphraseWrong,
)
from app.cards.key_sources.master import MasterKeys, PbocMasters
from app.cards.secrets import KeyUsage
from app.domain.text import _

_TITLE = b"TAPCARD SEALED KEYS 2"
_FORM_1 = b"TAPCARD SEALED KEYS 1"
_SEALING_KEY = 32
_CHECK = 16
_SALT = 16
_NONCE = 12
_MOST_MEMORY_KIB = 1 << 20
_MOST_ROUNDS = 64


class Cost(msgspec.Struct, frozen=True):
    """What one guess of the passphrase costs: the second set of RFC 9106, section 4."""

    rounds: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4


class _Header(msgspec.Struct, frozen=True):
    """What is needed before the passphrase; authenticated together with the keys."""

    salt: bytes
    cost: Cost
    check: bytes


class _Sealed(msgspec.Struct, frozen=True):
    """The third line."""

    header: _Header
    nonce: bytes
    keys: bytes


class _Keys(msgspec.Struct, frozen=True):
    """What is sealed, as msgpack; form 1 sealed ``masters`` alone."""

    masters: dict[int, bytes]
    pboc: dict[int, dict[KeyUsage, bytes]]


class _File(NamedTuple):
    """A key file taken apart; nothing in it is proven yet."""

    path: Path
    title: bytes
    sealed: _Sealed


class SealedKeyFile(MasterKeys):
    """A key source opened from a sealed file."""

    @classmethod
    def open(cls, path: Path, passphrase: bytes) -> SealedKeyFile:
        """Opens an existing file.

        Raises KeyFileMissing, KeyFileDamaged (cut, changed, not a key file), PassphraseWrong.
        """
        keys, _cost = _opened(path, passphrase)
        return cls(keys.masters, keys.pboc)

    @classmethod
    def extend(
        cls,
        path: Path,
        passphrase: bytes,
        masters: Mapping[int, bytes],
        pboc: PbocMasters | None = None,
    ) -> SealedKeyFile:
        """Seals further keys into an existing file; what it holds stays.

        After a power cut the file is the old or the new one. Raises as :meth:`open`,
        KeyVersionTaken (another key has that version), KeyFileMissing (it cannot be replaced).
        """
        held, cost = _opened(path, passphrase)
        _refuse_other_keys(held, masters, pboc or {})
        more = {version: dict(keys) for version, keys in (pboc or {}).items()}
        keys = _Keys({**held.masters, **masters}, {**held.pboc, **more})
        source = cls(keys.masters, keys.pboc)
        _replace(path, _sealed_text(passphrase, keys, cost))
        return source

    @classmethod
    def create(
        cls,
        path: Path,
        passphrase: bytes,
        masters: Mapping[int, bytes],
        cost: Cost | None = None,
        pboc: PbocMasters | None = None,
    ) -> SealedKeyFile:
        """Seals keys, shaped as for :class:`MasterKeys`, into a new file for its owner only.

        Raises KeyFileExists, KeyFileMissing (no such directory), PassphraseEmpty, and ValueError
        as :class:`MasterKeys`.
        """
        source = cls(masters, pboc)
        if not passphrase:
            raise PassphraseEmpty(
                _("The passphrase of the key file is empty."),
                _("No file was made. Choose a passphrase and keep it apart from the kiosk."),
            )
        keys = _Keys(dict(masters), {v: dict(each) for v, each in (pboc or {}).items()})
        _write_new(path, _sealed_text(passphrase, keys, cost or Cost()))
        return source


def _opened(path: Path, passphrase: bytes) -> tuple[_Keys, Cost]:
    file = _parse(path, _read(path))
    header = file.sealed.header
    sealing_key, check = _stretched(passphrase, header.salt, header.cost)
    if not hmac.compare_digest(check, header.check):
        raise PassphraseWrong(
            _("The passphrase does not open the key file {path}.").format(path=path),
            _("Nothing was paid. Give the passphrase that the file was made with."),
        )
    keys = _unsealed(file, sealing_key)
    return keys, header.cost


def _refuse_other_keys(held: _Keys, masters: Mapping[int, bytes], pboc: PbocMasters) -> None:
    """A key that cards may depend on is never replaced. Raises KeyVersionTaken."""
    others = [v for v, key in masters.items() if held.masters.get(v, key) != key]
    others += [v for v, keys in pboc.items() if held.pboc.get(v, keys) != keys]
    if others:
        raise KeyVersionTaken(
            _("The key file has other keys under version {version}.").format(version=others[0]),
            _("It was left as it is: cards in use depend on them. Give another version."),
        )


def passphrase_from(path: Path) -> bytes:
    """Passphrase kept in a file of its own, such as a credential that systemd hands over.

    One line end at its end does not count. Raises KeyFileMissing, PassphraseEmpty.
    """
    passphrase = _read(path).removesuffix(b"\n").removesuffix(b"\r")
    if not passphrase:
        raise PassphraseEmpty(
            _("The passphrase file {path} is empty.").format(path=path),
            _("Nothing was paid. Put the passphrase of the key file into it."),
        )
    return passphrase


def _sealed_text(passphrase: bytes, plain: _Keys, cost: Cost) -> bytes:
    salt = secrets.token_bytes(_SALT)
    sealing_key, check = _stretched(passphrase, salt, cost)
    header = _Header(salt=salt, cost=cost, check=check)
    nonce = secrets.token_bytes(_NONCE)
    keys = AESGCM(sealing_key).encrypt(
        nonce, msgspec.msgpack.encode(plain), _proven(_TITLE, header)
    )
    line = msgspec.json.encode(_Sealed(header=header, nonce=nonce, keys=keys))
    return b"\n".join((_TITLE, _digest(line), line, b""))


def _proven(title: bytes, header: _Header) -> bytes:
    """What stands in clear and is authenticated together with the keys."""
    form = b"" if title == _FORM_1 else title
    return form + msgspec.json.encode(header)


def _parse(path: Path, text: bytes) -> _File:
    title, _end, rest = text.partition(b"\n")
    digest, _end, line = rest.partition(b"\n")
    line, end, after = line.partition(b"\n")
    whole = title in (_TITLE, _FORM_1) and digest == _digest(line) and end and not after
    if not whole:
        _damaged(path)
    try:
        sealed = msgspec.json.decode(line, type=_Sealed)
    except msgspec.MsgspecError:
        _damaged(path)
    shaped = len(sealed.header.salt) == _SALT and len(sealed.nonce) == _NONCE
    if not shaped or not _bearable(sealed.header.cost):
        _damaged(path)
    return _File(path, title, sealed)


def _unsealed(file: _File, sealing_key: bytes) -> _Keys:
    sealed = file.sealed
    proven = _proven(file.title, sealed.header)
    try:
        plain = AESGCM(sealing_key).decrypt(sealed.nonce, sealed.keys, proven)
    except InvalidTag:
        _damaged(file.path)
    if file.title == _FORM_1:
        return _Keys(msgspec.msgpack.decode(plain, type=dict[int, bytes]), {})
    return msgspec.msgpack.decode(plain, type=_Keys)


def _bearable(cost: Cost) -> bool:
    """Whether a file's cost can be worked off; a changed file must not exhaust the kiosk."""
    lanes = range(1, 17)
    rounds = range(1, _MOST_ROUNDS + 1)
    memory = range(8 * max(cost.lanes, 1), _MOST_MEMORY_KIB + 1)
    return cost.lanes in lanes and cost.rounds in rounds and cost.memory_kib in memory


def _stretched(passphrase: bytes, salt: bytes, cost: Cost) -> tuple[bytes, bytes]:
    """Sealing key and check of a passphrase."""
    from argon2.low_level import Type, hash_secret_raw

    stretched = hash_secret_raw(
        secret=passphrase,
        salt=salt,
        time_cost=cost.rounds,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=_SEALING_KEY + _CHECK,
        type=Type.ID,
    )
    return stretched[:_SEALING_KEY], stretched[_SEALING_KEY:]


def _digest(line: bytes) -> bytes:
    return hashlib.sha256(line).hexdigest().encode()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileMissing(
            _("The file {path} cannot be read: {why}.").format(path=path, why=error.strerror),
            _("Nothing was paid. Put the file back, or correct its path in the settings."),
        ) from error


def _write_new(path: Path, text: bytes) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyFileExists(
            _("There is a file {path} already.").format(path=path),
            _("It was left as it is: cards in use may depend on its keys. Choose another name."),
        ) from error
    except OSError as error:
        raise KeyFileMissing(
            _("The file {path} cannot be made: {why}.").format(path=path, why=error.strerror),
            _("Correct its path in the settings."),
        ) from error
    with os.fdopen(handle, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    _sync_directory(path.parent)


def _replace(path: Path, text: bytes) -> None:
    """The file anew, with its owner, group and rights: the counter's user still has to read it."""
    new = path.with_name(path.name + ".new")
    try:
        old = path.stat()
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            made = os.fstat(file.fileno())
            if (made.st_uid, made.st_gid) != (old.st_uid, old.st_gid):
                os.fchown(file.fileno(), old.st_uid, old.st_gid)
            os.fchmod(file.fileno(), stat.S_IMODE(old.st_mode))
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        _sync_directory(path.parent)
    except OSError as error:
        raise KeyFileMissing(
            _("The key file {path} cannot be replaced: {why}.").format(
                path=path, why=error.strerror
            ),
            _("It was left as it is. Do this as root, with room on the disk."),
        ) from error


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _damaged(path: Path) -> NoReturn:
    raise KeyFileDamaged(
        _("The key file {path} is damaged or was changed.").format(path=path),
        _("Nothing was paid. Put back the copy that was kept when the file was made."),
    )
