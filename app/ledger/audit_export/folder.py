"""A folder that is there whole or not at all, and digests of what is written into it."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from app.domain.text import _
from app.ledger.audit_export.errors import ExportFailed
from app.ledger.audit_export.manifest import Part
from app.ledger.files import sync_directory


class NewFile:
    """A file of the folder, written from its beginning to its end."""

    def __init__(self, folder: Path, name: str) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        self._name = name
        self._file = path.open("xb")
        self._digest = hashlib.sha256()
        self._size = 0
        self._lines = 0

    def write(self, data: bytes) -> None:
        """Adds whole lines."""
        self._file.write(data)
        self._digest.update(data)
        self._size += len(data)
        self._lines += data.count(b"\n")

    def close(self) -> Part:
        """Forces it to the medium; what it is."""
        with self._file as file:
            file.flush()
            os.fsync(file.fileno())
        return Part(
            name=self._name, size=self._size, lines=self._lines, sha256=self._digest.hexdigest()
        )

    def abandon(self) -> None:
        """Lets it go: the folder will not be."""
        with suppress(OSError):
            self._file.close()


class NewFolder:
    """Built beside its place, and moved there when the context ends without an error."""

    def __init__(self, target: Path) -> None:
        """``target``: where nothing is yet. Raises ExportFailed where something is."""
        if os.path.lexists(target):
            raise ExportFailed(
                _("{path} is there already.").format(path=target),
                _("Nothing was written. Name a folder that does not exist."),
            )
        self._target = target
        self._part = target.with_name(target.name + ".part")
        self._open: dict[str, NewFile] = {}

    def __enter__(self) -> Self:
        shutil.rmtree(self._part, ignore_errors=True)  # of an export that was cut off
        self._part.mkdir(mode=0o700, parents=True)
        return self

    def write(self, name: str, data: bytes) -> None:
        """Adds whole lines to a file, which begins with the first of them."""
        if name not in self._open:
            self._open[name] = NewFile(self._part, name)
        self._open[name].write(data)

    def close_file(self, name: str) -> Part:
        """Nothing more comes for this file."""
        return self._open.pop(name).close()

    def close_files(self) -> list[Part]:
        """Nothing more comes for those that are open."""
        return [self.close_file(name) for name in list(self._open)]

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            for file in self._open.values():
                file.abandon()
            shutil.rmtree(self._part, ignore_errors=True)
            return
        for directory in (*(one for one in self._part.iterdir() if one.is_dir()), self._part):
            sync_directory(directory)
        self._part.rename(self._target)
        sync_directory(self._target.parent)
