"""Finding, reading and replacing settings files; their values are not looked at here."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w

from app.domain.text import _
from app.settings.errors import SettingsError, plain, unknown_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FILE_NAME = "kiosk.toml"
ENVIRONMENT_VARIABLE = "TAPCARD_CONFIG"
SYSTEM_DIRECTORY = Path("/etc/tapcard")
_LARGEST_FILE = 16 * 1024


@dataclass(frozen=True)
class Source:
    """One file as read: known keys by section."""

    file: Path
    tables: dict[str, dict[str, Any]]


def find_config(
    named: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    directories: Iterable[Path] = (Path(), SYSTEM_DIRECTORY),
) -> Path:
    """The settings file to use, absolute.

    ``named`` (--config) goes first, then TAPCARD_CONFIG, both whether or not the file is there;
    then the first ``kiosk.toml`` in ``directories``. Raises SettingsError if there is none.
    """
    if named is not None:
        return named.absolute()
    if environment.get(ENVIRONMENT_VARIABLE):
        return Path(environment[ENVIRONMENT_VARIABLE]).absolute()
    places = [(directory / FILE_NAME).absolute() for directory in directories]
    for place in places:
        if is_there(place):
            return place
    raise SettingsError(
        _("There is no settings file: looked for {places}.").format(
            places=", ".join(str(place) for place in places)
        ),
        _("Name one with --config or {variable}, or write one of these.").format(
            variable=ENVIRONMENT_VARIABLE
        ),
    )


def is_there(file: Path) -> bool:
    """Whether there is such a file. Raises SettingsError where this user may not know."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _unreadable(file, error) from error
    return True


def read_source(file: Path, known: Sequence[str]) -> Source:
    """``file`` as sections of ``known`` keys. Raises SettingsError."""
    try:
        document = tomllib.loads(_content(file).decode("utf-8-sig"))
    except OSError as error:
        raise _unreadable(file, error) from error
    except (ValueError, RecursionError) as error:  # tomllib lets some plain ValueErrors through
        raise SettingsError(
            _("{file} is not a settings file: {reason}.").format(file=file, reason=plain(error)),
            _("Correct it there. Lines look like [printer] or width = 48 or path = '/some/where'."),
            file=file,
        ) from error
    _refuse_unknown(file, document, known)
    return Source(file, document)


def replace_source(source: Source) -> None:
    """Writes the file anew: after a power cut it is the old or the new one, never half of one.

    Raises SettingsError.
    """
    directory, new = source.file.parent, source.file.with_suffix(".new")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with new.open("wb") as stream:
            stream.write(b"# Chosen at the kiosk; goes before kiosk.toml.\n")
            tomli_w.dump(source.tables, stream)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(source.file)
        _sync_directory(directory)
    except OSError as error:
        raise SettingsError(
            _("{file} cannot be written: {reason}.").format(
                file=source.file, reason=error.strerror
            ),
            _("Make room on the disk, or give this user the right to write there."),
            file=source.file,
        ) from error


def _unreadable(file: Path, error: OSError) -> SettingsError:
    return SettingsError(
        _("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror),
        _("Name a settings file that exists and that this user may read."),
        file=file,
    )


def _content(file: Path) -> bytes:
    """All of a file that is small enough. Raises OSError, ValueError."""
    with file.open("rb") as stream:
        content = stream.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE:
        raise ValueError(_("it is larger than {size} bytes").format(size=_LARGEST_FILE))
    return content


def _refuse_unknown(file: Path, document: Mapping[str, object], known: Sequence[str]) -> None:
    sections = {key.partition(".")[0] for key in known}
    for section, table in document.items():
        if not isinstance(table, dict) or section not in sections:
            raise unknown_key(file, *_first(section, table), known)
        for name, value in table.items():
            if f"{section}.{name}" not in known:
                raise unknown_key(file, f"{section}.{name}", value, known)


def _first(section: str, table: object) -> tuple[str, object]:
    """The first key of an unknown section with its value, or what stands in its place."""
    if isinstance(table, dict) and table:
        name, value = next(iter(table.items()))
        return f"{section}.{name}", value
    return section, table


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
