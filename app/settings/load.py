"""From files to checked settings, and a device choice back into a file."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec

from app.domain.text import _
from app.settings.addresses import Scheme, key_file, parse_address
from app.settings.errors import missing_key, refused_value
from app.settings.files import Source, is_there, read_source, replace_source
from app.settings.model import (
    CHANGEABLE,
    DEVICES_FILE,
    EXPECTED,
    FORWARDED,
    KEYS,
    NETWORK,
    BackupSettings,
    CardSettings,
    KeySettings,
    KioskSettings,
    LedgerSettings,
    MeterLineSettings,
    PrinterSettings,
    ReaderSettings,
    ReportSettings,
    ScreenSettings,
    Settings,
    StateSettings,
    SyncSettings,
    TrainingSettings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Section = TypeVar("_Section", bound=msgspec.Struct)
_PathText = Annotated[str, msgspec.Meta(max_length=1000, pattern=r"^[^\x00-\x1f\x7f]+\Z")]
_CHECKS: dict[str, Callable[[str], object]] = {
    "printer.url": parse_address,
    "keys.source": key_file,
}


class DeviceChange(msgspec.Struct, frozen=True):
    """A changed key with the settings now in force; old and new as written, for the journal."""

    settings: Settings
    key: str
    old: str
    new: str


def load_settings(file: Path) -> Settings:
    """kiosk.toml at ``file`` together with the devices chosen since.

    Relative paths start at the directory of ``file``. Raises SettingsError, which names file, key,
    value and remedy, and nothing else.
    """
    installed = read_source(file.absolute(), KEYS)
    return _merge(installed, _chosen(_state(installed)))


def change_device(settings: Settings, key: str, value: str) -> DeviceChange:
    """Sets one of CHANGEABLE and keeps it across restarts: wholly or not at all.

    To record the change in the journal is the caller's part. Raises SettingsError if the value
    cannot be used or written; what was chosen before then stays in force.
    """
    if key not in CHANGEABLE:
        remedy = _("Set it in this file; at the kiosk one can choose {keys}.")
        raise refused_value(settings.file, key, value, remedy.format(keys=", ".join(CHANGEABLE)))
    section, name = key.split(".")
    chosen = _chosen(settings.state)
    chosen.tables.setdefault(section, {})[name] = _typed(key, value)
    changed = _merge(read_source(settings.file, KEYS), chosen)
    replace_source(chosen)
    return DeviceChange(changed, key, old=_text(settings, key), new=_text(changed, key))


def _typed(key: str, value: str) -> str | int:
    """The value as the file writes it: a number where the key takes numbers and it is one."""
    return {"32": 32, "48": 48}.get(value, value) if key == "printer.width" else value


def _text(settings: Settings, key: str) -> str:
    section, name = key.split(".")
    value = getattr(getattr(settings, section), name)
    return "" if value is None else str(value)


def _chosen(state: StateSettings) -> Source:
    """What was chosen at the kiosk so far; empty if nothing was."""
    file = state.path / DEVICES_FILE
    return read_source(file, CHANGEABLE) if is_there(file) else Source(file, {})


def _state(installed: Source) -> StateSettings:
    return _section(StateSettings, "state", (installed,))


def _merge(installed: Source, chosen: Source) -> Settings:
    """Both files as one, checked; a chosen key goes before the installed one."""
    state = _state(installed)
    unsaid = Source(installed.file, {"ledger": {"path": str(state.path / "ledger.db")}})
    sources = (installed, chosen)
    settings = Settings(
        file=installed.file,
        kiosk=_section(KioskSettings, "kiosk", sources),
        state=state,
        ledger=_section(LedgerSettings, "ledger", (unsaid, installed)),
        reader=_section(ReaderSettings, "reader", sources),
        printer=_section(PrinterSettings, "printer", sources),
        backup=_section(BackupSettings, "backup", sources),
        keys=_section(KeySettings, "keys", sources),
        cards=_section(CardSettings, "cards", sources),
        screen=_section(ScreenSettings, "screen", sources),
        training=_section(TrainingSettings, "training", sources),
        sync=_section(SyncSettings, "sync", sources),
        meters=_section(MeterLineSettings, "meters", sources),
        reports=_section(ReportSettings, "reports", sources),
    )
    _check_together(settings, sources)
    return settings


def _section(kind: type[_Section], section: str, sources: Sequence[Source]) -> _Section:
    """One section as its type; later sources go first, paths start beside the first."""
    first = sources[0].file
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    values: dict[str, Any] = {}
    for source in sources:
        for name, raw in source.tables.get(section, {}).items():
            values[name] = _value(source.file, f"{section}.{name}", fields[name], raw, first.parent)
    for name, field in fields.items():
        if field.required and name not in values:
            raise missing_key(first, f"{section}.{name}", EXPECTED[f"{section}.{name}"])
    return kind(**values)


def _value(
    file: Path, key: str, field: msgspec.structs.FieldInfo, raw: object, here: Path
) -> object:
    """``raw`` as the field's type. An empty text stands for the default."""
    if raw == "" and not field.required:
        return field.default

    def path_from_here(_kind: type, text: object) -> Path:
        return here / msgspec.convert(text, _PathText)

    try:
        value = msgspec.convert(raw, field.type, dec_hook=path_from_here)
        if key in _CHECKS:
            _CHECKS[key](value)
    except (msgspec.ValidationError, ValueError) as error:
        raise refused_value(file, key, raw, EXPECTED[key]) from error
    return value


def _check_together(settings: Settings, sources: Sequence[Source]) -> None:
    """What no single key can tell."""
    _check_readers(settings.reader, sources)
    if settings.printer.address.scheme is Scheme.TCP and os.environ.get(NETWORK) == "none":
        file = _origin(sources, "printer.url")
        raise refused_value(file, "printer.url", settings.printer.url, FORWARDED)
    _check_printers(settings.printer, sources)
    if settings.backup.path == settings.ledger.path:
        remedy = _("This is the ledger itself: a copy belongs in another place.")
        value = str(settings.backup.path)
        raise refused_value(_origin(sources, "backup.path"), "backup.path", value, remedy)


def _check_printers(printer: PrinterSettings, sources: Sequence[Source]) -> None:
    """Every further printer has a name of its own and an address that can be reached."""
    names = [one.name for one in printer.also]
    for one in printer.also:
        remedy = "" if names.count(one.name) == 1 else EXPECTED["printer.also"]
        try:
            if one.address.scheme is Scheme.TCP and os.environ.get(NETWORK) == "none":
                remedy = FORWARDED
        except ValueError:
            remedy = EXPECTED["printer.also"]
        if remedy:
            raise refused_value(_origin(sources, "printer.also"), "printer.also", one.name, remedy)


def _check_readers(reader: ReaderSettings, sources: Sequence[Source]) -> None:
    """Every reader is told apart from all others by what the settings call it."""
    names = [one.name for one in reader.for_customers]
    if reader.psam and any(reader.psam in name for name in names):
        remedy = _("One reader cannot hold the customer's card and the PSAM: name two readers.")
        raise refused_value(_origin(sources, "reader.psam"), "reader.psam", reader.psam, remedy)
    for one, further in itertools.combinations(names, 2):
        if not one or further in one:  # nobody could say that the first is missing, or find it
            remedy = _("Name every reader in full, in reader.name and in reader.also.")
            raise refused_value(_origin(sources, "reader.also"), "reader.also", further, remedy)


def _origin(sources: Sequence[Source], key: str) -> Path:
    """The file whose value of ``key`` is in force."""
    section, name = key.split(".")
    return [source.file for source in sources if name in source.tables.get(section, {})][-1]
