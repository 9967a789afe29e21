"""Changes every byte of an export, one at a time, and sees each of them found and its file named.

::

    python -m tests.ledger.every_byte_of_an_export --every 1

takes some ten minutes; ``--every 20`` looks at every twentieth byte.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.ledger.exported_journal import export, files, named, two_lives


def missed(folder: Path, every: int) -> list[str]:
    """Bytes whose change nothing told, as ``file@position``; prints how many were tried."""
    workplace = folder / "work"
    workplace.mkdir()
    with two_lives(folder) as ledger:
        export(ledger, folder / "export")
    tried, found = 0, []
    for name, content in files(folder / "export").items():
        for at in range(0, len(content), every):
            changed = bytearray(content)
            changed[at] ^= 1 + at % 255
            tried += 1
            if not named(folder / "export", workplace, name, bytes(changed)):
                found.append(f"{name}@{at}")
    sys.stdout.write(f"{tried} bytes changed, {len(found)} not named\n")
    return found


def main() -> None:
    """Exit code 1 with the bytes that were missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    with TemporaryDirectory() as folder:
        found = missed(Path(folder), parser.parse_args().every)
    raise SystemExit("\n".join(found))


if __name__ == "__main__":
    main()
