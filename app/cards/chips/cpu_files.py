"""Finding one's way among the directories and files of a CPU card. Source: notes/cards.md 2.6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cards.chips.cpu_refusals import refusal
from app.cards.iso7816 import (
    MASTER_FILE,
    NO_SUCH_FILE,
    NOT_THERE,
    OK,
    READ_AT_ONCE,
    read_binary,
    select,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.cards.secrets import CardFile, Files
    from app.cards.transport import CardLink


class CpuFiles:
    """The files of one card for one session. Calls raise CardOutcomeUnknown, CardRefused."""

    def __init__(self, link: CardLink) -> None:
        """``link``: with the master file selected."""
        self._link = link
        self.directory = MASTER_FILE
        """The one that is selected."""
        self.entries = 0
        """How often one was selected; what the card allowed before that is over."""

    def enter(self, directory: int) -> bool:
        """Selects a directory unless it is; False where the card does not have it.

        One beside the selected one is reached by way of the master file: not every COS finds it
        directly.
        """
        if directory == self.directory:
            return True
        if MASTER_FILE not in (directory, self.directory):
            self.must_enter(MASTER_FILE)
        status = select(self._link, directory)
        if status in NOT_THERE:
            return False
        if status != OK:
            raise refusal(status)
        self.directory = directory
        self.entries += 1
        return True

    def must_enter(self, directory: int) -> None:
        """Selects a directory unless it is; one that is not there is refused by the card."""
        if not self.enter(directory):
            raise refusal(NO_SUCH_FILE)

    def contents(self, access: Files) -> Iterator[tuple[str, bytes]]:
        """Area and content of each file; each directory is selected once.

        Empty where file or directory is not there, short where the file is.
        """
        for directory in dict.fromkeys(file.directory for file in access.files):
            there = self.enter(directory)
            for file in access.files:
                if file.directory == directory:
                    yield file.area, self._whole(file) if there else b""

    def piece(self, short_id: int, offset: int, length: int) -> bytes:
        """What a file of the selected directory has there; empty where it is not there."""
        data, status = read_binary(self._link, short_id, offset, length)
        if status in NOT_THERE:
            return b""
        if status != OK:
            raise refusal(status)
        return data

    def _whole(self, file: CardFile) -> bytes:
        data = b""
        while len(data) < file.size:
            length = min(READ_AT_ONCE, file.size - len(data))
            more = self.piece(file.short_id, len(data), length)
            data += more
            if len(more) < length:
                break
        return data
