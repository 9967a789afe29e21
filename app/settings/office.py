"""office.toml: where head office listens, by what certificate, and where it keeps everything."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from app.domain.identity import Node
from app.domain.text import _
from app.settings.errors import SettingsError
from app.settings.files import is_there, read_source
from app.settings.key_reading import KeyReading

OFFICE_FILE = "office.toml"
OFFICE_VARIABLE = "TAPCARD_OFFICE"
OFFICE_DIRECTORY = Path("/etc/tapcard-office")
_POSTGRES = ("postgresql://", "postgres://")

OFFICE_EXPECTED = {
    "office.node": _("Give head office's own number, 1 to 32767; no kiosk may have it."),
    "office.folder": _("Give the folder of head office's identity and ledger."),
    "office.listen": _("Give address and port to listen at, for example '0.0.0.0:8443'."),
    "office.url": _("Give the address that kiosks use, for example 'https://office.example:8443'."),
    "office.store": _("Give a folder, or an address 'postgresql://...'; '': in office.folder."),
    "tls.certificate": _("Give the file of the certificate, PEM; '': in office.folder."),
    "tls.key": _("Give the file of its private key, PEM; '': in office.folder."),
}
"""What each key takes, as the remedy of a refusal."""


class Listening(msgspec.Struct, frozen=True):
    """Address and port."""

    host: str
    port: int


class OfficeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything in office.toml."""

    file: Path
    node: Node
    folder: Path
    listen: Listening
    url: str
    """By which kiosks reach it, without a slash at the end."""
    store: str
    """A folder or ``postgresql://...``, as :func:`app.office.store.opening.open_store` takes it."""
    certificate: Path
    key: Path

    @property
    def identity(self) -> Path:
        """File of the office identity."""
        return self.folder / "identity"

    @property
    def ledger(self) -> Path:
        """Head office's own ledger."""
        return self.folder / "ledger.db"

    @property
    def socket(self) -> Path:
        """Where `serve` hears administrators of this machine."""
        return self.folder / "office.sock"


def find_office_settings(named: Path | None, environment: Mapping[str, str] = os.environ) -> Path:
    """The file to use: named, by TAPCARD_OFFICE, here, or the system's. Raises SettingsError."""
    if named is not None:
        return named.absolute()
    if environment.get(OFFICE_VARIABLE):
        return Path(environment[OFFICE_VARIABLE]).absolute()
    here = Path(OFFICE_FILE).absolute()
    return here if is_there(here) else OFFICE_DIRECTORY / OFFICE_FILE


def load_office_settings(file: Path) -> OfficeSettings:
    """office.toml, checked; relative paths start at its directory. Raises SettingsError."""
    if not is_there(file):
        raise SettingsError(
            _("There is no settings file of head office: looked for {file}.").format(file=file),
            _("Make one with `tapcard office init`, or name one with --settings or {name}.").format(
                name=OFFICE_VARIABLE
            ),
            file=file,
        )
    read = KeyReading(read_source(file, tuple(OFFICE_EXPECTED)), OFFICE_EXPECTED)
    folder = file.parent / read.text("office.folder")
    store = read.text("office.store", "")
    return OfficeSettings(
        file=file,
        node=read.number("office.node", 1, 32_766),
        folder=folder,
        listen=_listening(read),
        url=read.url("office.url", ("https",)).rstrip("/"),
        store=store
        if store.startswith(_POSTGRES)
        else str(file.parent / (store or folder / "store")),
        certificate=file.parent / (read.text("tls.certificate", "") or folder / "certificate.pem"),
        key=file.parent / (read.text("tls.key", "") or folder / "certificate.key"),
    )


def _listening(read: KeyReading) -> Listening:
    text = read.text("office.listen")
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port or parts.netloc != text:
        raise read.refused("office.listen", text)
    return Listening(host, port)
