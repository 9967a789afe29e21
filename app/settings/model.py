"""What can be set: sections, keys, types, defaults, and what to say where a value does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import msgspec

from app.domain.text import _
from app.settings.addresses import PrinterAddress, key_file, parse_address

DEVICES_FILE = "devices.toml"

Line: TypeAlias = Annotated[str, msgspec.Meta(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
"""Text that fits on a line and holds no control characters."""


class KioskSettings(msgspec.Struct, frozen=True):
    """``[kiosk]``; the number stands in every receipt number and card mark."""

    id: Annotated[int, msgspec.Meta(ge=1, le=32767)]


class StateSettings(msgspec.Struct, frozen=True):
    """``[state]``: the directory for what the kiosk itself writes."""

    path: Path = Path("/var/lib/tapcard")

    @property
    def enrolment(self) -> Path:
        """What head office gave this machine before it has a ledger."""
        return self.path / "enrolment"


class LedgerSettings(msgspec.Struct, frozen=True):
    """``[ledger]``: the database file; ``ledger.db`` in the state directory if not said."""

    path: Path


Dialect: TypeAlias = Literal["auto", "acs", "omnikey", "pcsc-part3"]
"""How a reader is spoken to; ``auto`` tells by its name."""


class UserReader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reader for customers' cards; its name, or a part of it, as PC/SC gives it."""

    name: Annotated[Line, msgspec.Meta(min_length=1)]
    dialect: Dialect = "auto"


class ReaderSettings(msgspec.Struct, frozen=True):
    """``[reader]``: names as PC/SC gives them; an empty name is any reader, or no PSAM."""

    name: Line = ""
    dialect: Dialect = "auto"
    also: tuple[UserReader, ...] = ()
    """Further readers for customers' cards: one for contactless cards beside one with contacts."""
    psam: Line = ""

    @property
    def for_customers(self) -> tuple[UserReader, ...]:
        """All readers for customers' cards; the name of the only one may be empty."""
        return (UserReader(self.name, self.dialect), *self.also)


class FurtherPrinter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One more printer, for the kinds of paper that are set to its name."""

    name: Annotated[Line, msgspec.Meta(min_length=1)]
    url: Line
    width: Literal[32, 48] = 48

    @property
    def address(self) -> PrinterAddress:
        """``url`` taken apart; loaded settings always have one."""
        return parse_address(self.url)


class PrinterSettings(msgspec.Struct, frozen=True):
    """``[printer]``: the address as written, and the columns of its paper."""

    url: Line = "none"
    width: Literal[32, 48] = 48
    also: tuple[FurtherPrinter, ...] = ()
    """Further printers; print methods choose them by name."""

    @property
    def address(self) -> PrinterAddress:
        """``url`` taken apart; loaded settings always have one."""
        return parse_address(self.url)


class BackupSettings(msgspec.Struct, frozen=True):
    """``[backup]``: where copies go, best on another medium; None makes none."""

    path: Path | None = None


KeyType: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=63)]
"""Low bits of a PSAM's usage byte."""


class PsamSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[keys.psam]``: what differs between makers of PSAMs; see cards' PsamLayout."""

    directory: Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)] = 0x3F00
    """File identifier of the directory that holds keys and public file."""
    public_file: Annotated[int, msgspec.Meta(ge=1, le=30)] = 0x17
    """Short identifier of the file that shows the utility."""
    utility_offset: Annotated[int, msgspec.Meta(ge=0, le=255)] = 1
    levels_shift: Literal[5, 6] = 5
    """Bit of the usage byte at which the number of levels begins."""
    internal: KeyType = 0x07
    external: KeyType = 0x07
    maintenance: KeyType = 0x08

    def __post_init__(self) -> None:
        """Raises ValueError where a key type reaches into the number of levels."""
        if max(self.internal, self.external, self.maintenance) >> self.levels_shift:
            raise ValueError(self.levels_shift)


class KeySettings(msgspec.Struct, frozen=True):
    """``[keys]``: where card keys come from."""

    source: Line = "demo"
    utility: Annotated[str, msgspec.Meta(pattern=r"^([0-9A-Fa-f]{2}){0,16}\Z")] = ""
    """What the PSAM must show as its utility, hexadecimal; empty takes any PSAM."""
    psam: PsamSettings = PsamSettings()

    @property
    def file(self) -> Path | None:
        """The sealed key file, None for the demo keys."""
        return key_file(self.source)


class CardSettings(msgspec.Struct, frozen=True):
    """``[cards]``: the folder of layouts that meter makers keep to themselves; None has none."""

    profiles: Path | None = None


class ScreenSettings(msgspec.Struct, frozen=True):
    """``[screen]``: which theme; ``auto`` is ``console`` on a Linux console, else ``dark``.

    ``language``: of a catalogue; ``auto`` is the environment's. Without its catalogue: English.
    """

    theme: Line = "auto"
    language: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]{2,8}(_[A-Za-z]{2,4})?\Z")] = "auto"


class TrainingSettings(msgspec.Struct, frozen=True):
    """``[training]``: what the training counter prints on."""

    paper: Literal["simulated", "real"] = "simulated"
    """``real``: the kiosk's own printer; every paper says that it is training."""


class SyncSettings(msgspec.Struct, frozen=True):
    """``[sync]``: the folder shared with the agent; None is a counter that stands alone."""

    folder: Path | None = None


class MeterLineSettings(msgspec.Struct, frozen=True):
    """``[meters]``: the serial line on which meters are read; an empty port is none."""

    port: Line = ""
    baud: Literal[300, 600, 1200, 2400, 4800, 9600, 19200] = 2400
    """Bits per second; CJ/T 188 names 2400."""
    parity: Literal["even", "odd", "none"] = "even"
    order: Literal["2004", "2018"] = "2018"
    """Year of the standard, which tells how a data identifier's bytes follow each other."""
    water: Literal["cold", "hot", "drinking", "reclaimed"] = "cold"
    """What the meters are made for: part of their address."""
    maker: Annotated[str, msgspec.Meta(pattern=r"^([0-9]{4})?\Z")] = ""
    """The first four digits of the meters' addresses where those are the maker's; else empty."""


class ReportSettings(msgspec.Struct, frozen=True):
    """``[reports]``: where reports go that are made by themselves.

    ``path``: None is ``reports`` in the state directory. ``stick``: whether a stick that is in gets
    the same files.
    """

    path: Path | None = None
    stick: bool = False


class Settings(msgspec.Struct, frozen=True):
    """Everything kiosk.toml and devices.toml say together; ``file`` is kiosk.toml."""

    file: Path
    kiosk: KioskSettings
    state: StateSettings
    ledger: LedgerSettings
    reader: ReaderSettings
    printer: PrinterSettings
    backup: BackupSettings
    keys: KeySettings
    cards: CardSettings
    screen: ScreenSettings
    training: TrainingSettings = TrainingSettings()
    sync: SyncSettings = SyncSettings()
    meters: MeterLineSettings = MeterLineSettings()
    reports: ReportSettings = ReportSettings()

    @property
    def reports_folder(self) -> Path:
        """Where reports go that are made by themselves."""
        return self.reports.path or self.state.path / "reports"

    @property
    def devices_file(self) -> Path:
        """Where choices made at the kiosk are kept."""
        return self.state.path / DEVICES_FILE


KEYS: tuple[str, ...] = tuple(
    f"{section.name}.{key.name}"
    for section in msgspec.structs.fields(Settings)
    if section.name != "file"
    for key in msgspec.structs.fields(section.type)
)
"""Every key there is, dotted."""

CHANGEABLE: tuple[str, ...] = (
    "reader.name",
    "reader.dialect",
    "reader.psam",
    "printer.url",
    "printer.width",
    "backup.path",
    "screen.theme",
    "screen.language",
)
"""Keys that are chosen at the kiosk; all others are the installer's."""

EXPECTED = {
    "kiosk.id": _("Give the number that head office gave this kiosk: a whole number, 1 to 32767."),
    "state.path": _("Give a directory, for example '/var/lib/tapcard'."),
    "ledger.path": _("Give a file, for example '/var/lib/tapcard/ledger.db'."),
    "reader.name": _("Give the reader's name as the PC/SC daemon lists it, or '' for any reader."),
    "reader.dialect": _("Give 'auto', 'acs', 'omnikey' or 'pcsc-part3'."),
    "reader.also": _(
        "Give a list of further readers for customers' cards, each as"
        " { name = 'as PC/SC lists it', dialect = 'auto' }."
    ),
    "reader.psam": _("Give the name of the reader that holds the PSAM, or '' if there is none."),
    "printer.url": _(
        "Give 'none', 'tcp://host:9100', 'unix:///path', 'serial:///dev/ttyUSB0?baud=115200' or"
        " 'file:///dev/usb/lp0'."
    ),
    "printer.also": _(
        "Give a list of further printers with names of their own, each as"
        " { name = 'office', url = 'tcp://host:9100', width = 48 }."
    ),
    "printer.width": _("Give the columns of the paper: 32 (58 mm) or 48 (80 mm)."),
    "backup.path": _("Give a directory on another medium, or '' for no copies."),
    "cards.profiles": _("Give a directory of card profiles, or '' for those built in alone."),
    "screen.theme": _("Give 'auto', or the name of a theme, for example 'dark' or 'console'."),
    "screen.language": _("Give 'auto', or the code of a language, for example 'en' or 'pt_BR'."),
    "training.paper": _(
        "Give 'simulated', or 'real' to print training papers on the kiosk's printer."
    ),
    "sync.folder": _(
        "Give the folder shared with the agent, for example '/var/lib/tapcard-sync', or '' for a"
        " counter that stands alone."
    ),
    "reports.path": _(
        "Give a directory for reports that are made by themselves, or '' for 'reports' in"
        " state.path."
    ),
    "reports.stick": _("Give true to write the same reports onto a stick that is in, or false."),
    "meters.port": _(
        "Give the serial port that meters hang on, for example '/dev/ttyUSB1', or '' for none."
    ),
    "meters.baud": _("Give the meters' speed: 300, 600, 1200, 2400, 4800, 9600 or 19200."),
    "meters.parity": _("Give 'even', 'odd' or 'none'."),
    "meters.order": _("Give the year of CJ/T 188 that the meters follow: '2004' or '2018'."),
    "meters.water": _("Give 'cold', 'hot', 'drinking' or 'reclaimed'."),
    "meters.maker": _(
        "Give the four digits that the meters' addresses begin with, or '' if they are the numbers."
    ),
    "keys.utility": _(
        "Give the utility's number as its PSAM shows it, in hexadecimal, or '' to take any PSAM."
    ),
    "keys.psam": _(
        "Give a table [keys.psam] with numbers of the PSAM's maker: directory, public_file (1 to"
        " 30), utility_offset, levels_shift (5 or 6), and the key types internal, external,"
        " maintenance (below 32, or 64 with levels_shift 6)."
    ),
    "keys.source": _("Give 'demo', or a sealed key file as 'file:///etc/tapcard/keys'."),
}
"""What each key takes, as the remedy of a refusal."""

NETWORK = "TAPCARD_NETWORK"
"""In the environment: ``none`` where the process has no network, as under kiosk.service."""

FORWARDED = _(
    "The counter has no network. Write PRINTER=host:port into /etc/tapcard/network-printer, start"
    " tapcard-printer.socket, and set printer.url to 'unix:///run/tapcard-printer.sock'."
)
"""The remedy for a network printer where there is no network."""
