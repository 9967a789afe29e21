"""The table of all operations, as the play wrote it: docs/operations.md.

`make scenes` writes it; the test compares.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.operations.catalogue import OPERATIONS
from tests.end_to_end.scenes.lives import Lived, lived
from tests.end_to_end.scenes.play import Played

DOCUMENT = Path(__file__).parents[3] / "docs" / "operations.md"
_HEAD = """\
# Every operation, played by keys

`make scenes` writes this page. Each scene is played on a real terminal of 80 by 24 against virtual
cards and meters, from the menu to its outcome; `make test` plays all of them again, then runs
`tapcard verify` and `tapcard rebuild --check`, and compares. Characters typed into a field are no
key actions; Enter after a field is one. Card writes are counted by the cards. A scene shows the
numbers of the receipts and slips that it brought.

No operation is played by command. Commands are only what comes from outside the counter: what it
has before its first key (people, a tariff, fees, kinds of payment, schemes, each with a scene of
its own too), `tapcard approve` of somebody who is elsewhere, and, for the credit note, what another
kiosk paid back, for this kiosk credits at once what it pays back itself.

| operation | scene | key actions | card writes | receipt or slip |
|---|---|---:|---:|---|
"""


def page(life: Lived) -> str:
    """The document."""
    rows = sorted(dict.fromkeys(_rows(life)), key=_in_order)
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return _HEAD + "\n".join(lines) + "\n"


def shown(life: Lived) -> set[str]:
    """Every operation that has a line."""
    return {row[0] for row in _rows(life)}


def _rows(life: Lived) -> Iterator[tuple[str, str, str, str, str]]:
    for played in life.played:
        for name in played.scene.operations:
            yield name, played.scene.title, *_counted(played)


def _counted(played: Played) -> tuple[str, str, str]:
    return str(played.keys), str(played.writes or ""), ", ".join(played.numbers)


def _in_order(row: tuple[str, ...]) -> int:
    names = [operation.name for operation in OPERATIONS]
    return names.index(row[0]) if row[0] in names else len(names)


def main() -> None:
    """Plays everything and writes the document."""
    with tempfile.TemporaryDirectory() as folder:
        DOCUMENT.write_text(page(lived(Path(folder))), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT}\n")


if __name__ == "__main__":
    main()
