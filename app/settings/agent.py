"""sync.toml: where head office is, by what it is known, and where the agent keeps its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from app.domain.text import _
from app.settings.errors import SettingsError
from app.settings.files import is_there, read_source
from app.settings.key_reading import KeyReading

AGENT_FILE = "sync.toml"
AGENT_VARIABLE = "TAPCARD_SYNC"
AGENT_DIRECTORY = Path("/etc/tapcard-sync")

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
    read = KeyReading(read_source(file, tuple(AGENT_EXPECTED)), AGENT_EXPECTED)
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
