"""sync.toml: where head office is, by what it is known, and where the agent keeps its own."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from app.domain.text import _
from app.settings.errors import SettingsError, missing_key, refused_value
from app.settings.files import Source, is_there, read_source

AGENT_FILE = "sync.toml"
AGENT_VARIABLE = "TAPCARD_SYNC"
AGENT_DIRECTORY = Path("/etc/tapcard-sync")
_HEXADECIMAL = re.compile(r"([0-9A-Fa-f]{2}:?){32}")

AGENT_EXPECTED = {
    "office.url": _("Give head office's address, for example 'https://office.example:8443'."),
    "office.key": _("Give the key of head office as `tapcard office enrol` shows it: 64 digits."),
    "office.ca": _("Give a file with the certificate of head office or of its authority."),
    "office.fingerprint": _(
        "Give the SHA-256 of head office's certificate, 64 hexadecimal digits, or ''."
    ),
    "agent.folder": _("Give the folder shared with the counter, as sync.folder in kiosk.toml."),
    "agent.identity": _("Give the file with the agent's own key."),
    "agent.proxy": _("Give a proxy, for example 'http://proxy.example:3128', or '' for none."),
}
"""What each key takes, as the remedy of a refusal."""


class AgentSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything in sync.toml."""

    file: Path
    url: str
    """Of head office, https, without a slash at the end."""
    key: bytes
    """Public half of the office identity, 32 bytes."""
    ca: Path | None
    """Certificates by which head office is believed; None: by the fingerprint, or the system's."""
    fingerprint: str
    """SHA-256 of its certificate, hexadecimal; empty where certificates decide."""
    folder: Path
    identity: Path
    proxy: str
    """URL of an HTTP or HTTPS proxy; empty for none."""


def find_agent_settings(named: Path | None, environment: Mapping[str, str] = os.environ) -> Path:
    """The file to use: named, by TAPCARD_SYNC, here, or the system's. Raises SettingsError."""
    if named is not None:
        return named.absolute()
    if environment.get(AGENT_VARIABLE):
        return Path(environment[AGENT_VARIABLE]).absolute()
    here = Path(AGENT_FILE).absolute()
    return here if is_there(here) else AGENT_DIRECTORY / AGENT_FILE


def load_agent_settings(file: Path) -> AgentSettings:
    """sync.toml, checked; relative paths start at its directory. Raises SettingsError."""
    if not is_there(file):
        raise SettingsError(
            _("There is no settings file of the agent: looked for {file}.").format(file=file),
            _("Name one with --settings or {variable}.").format(variable=AGENT_VARIABLE),
            file=file,
        )
    read = _Reading(read_source(file, tuple(AGENT_EXPECTED)))
    ca = read.text("office.ca", "")
    return AgentSettings(
        file=file,
        url=read.url("office.url", ("https",)).rstrip("/"),
        key=bytes.fromhex(read.digits("office.key").replace(":", "")),
        ca=file.parent / ca if ca else None,
        fingerprint=read.digits("office.fingerprint", ""),
        folder=file.parent / read.text("agent.folder"),
        identity=file.parent / read.text("agent.identity"),
        proxy=read.url("agent.proxy", ("http", "https"), ""),
    )


class _Reading:
    def __init__(self, source: Source) -> None:
        self._source = source

    def text(self, key: str, default: str | None = None) -> str:
        """A line of text. Raises SettingsError."""
        section, name = key.split(".")
        found = self._source.tables.get(section, {}).get(name, default)
        if found is None:
            raise missing_key(self._source.file, key, AGENT_EXPECTED[key])
        if not isinstance(found, str) or not found.isprintable() or (not found and default is None):
            raise self._refused(key, found)
        return found

    def digits(self, key: str, default: str | None = None) -> str:
        """32 bytes in hexadecimal. Raises SettingsError."""
        found = self.text(key, default)
        if found and not _HEXADECIMAL.fullmatch(found):
            raise self._refused(key, found)
        return found

    def url(self, key: str, schemes: tuple[str, ...], default: str | None = None) -> str:
        """An address with a host and nothing behind it. Raises SettingsError."""
        found = self.text(key, default)
        if not found:
            return found
        try:
            parts = urlsplit(found)
            usable = bool(parts.hostname) and parts.scheme in schemes and parts.port != 0
        except ValueError:
            usable = False
        if not usable or " " in found or parts.query or parts.fragment:
            raise self._refused(key, found)
        return found

    def _refused(self, key: str, value: object) -> SettingsError:
        return refused_value(self._source.file, key, value, AGENT_EXPECTED[key])
