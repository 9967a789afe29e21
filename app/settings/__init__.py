"""kiosk.toml: where this kiosk keeps its files and which devices it has, and nothing else.

One file becomes one typed, checked, frozen :class:`Settings`. What the utility decides (currency,
tariffs, operators, receipt form) stands in the journal instead. Devices chosen at the kiosk are
kept in ``devices.toml`` in the state directory and go before kiosk.toml, which stays as the
installer wrote it.
"""

from app.settings.addresses import PrinterAddress, Scheme, parse_address
from app.settings.errors import SettingsError
from app.settings.files import find_config
from app.settings.load import DeviceChange, change_device, load_settings
from app.settings.model import (
    CHANGEABLE,
    KEYS,
    BackupSettings,
    CardSettings,
    KeySettings,
    KioskSettings,
    LedgerSettings,
    MeterLineSettings,
    PrinterSettings,
    PsamSettings,
    ReaderSettings,
    ReportSettings,
    Settings,
    StateSettings,
    SyncSettings,
    UserReader,
)

__all__ = [
    "CHANGEABLE",
    "KEYS",
    "BackupSettings",
    "CardSettings",
    "DeviceChange",
    "KeySettings",
    "KioskSettings",
    "LedgerSettings",
    "MeterLineSettings",
    "PrinterAddress",
    "PrinterSettings",
    "PsamSettings",
    "ReaderSettings",
    "ReportSettings",
    "Scheme",
    "Settings",
    "SettingsError",
    "StateSettings",
    "SyncSettings",
    "UserReader",
    "change_device",
    "find_config",
    "load_settings",
    "parse_address",
]
