"""``python -m tests.sync.golden_files``: writes bundles and a feed that every later program reads.

A file that is there already is never written again: kiosks in the field made such files.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.ledger.checkpoint import Signer
from app.sync.bundle import seal_run
from app.sync.event_codecs import Codec
from app.sync.feed import FeedPart, ScopeStep, seal_feed
from tests.counter import SeededRandomness
from tests.sync.journals import some_days

GOLDEN = Path(__file__).with_name("golden")
OFFICE = Signer(b"the identity of a golden office.")
KIOSK = Signer(b"the key of a kiosk that is gold.")


def main() -> None:
    """Writes what is missing."""
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, some_days(Path(folder) / "ledger.db") as journal:
        found = journal.read(1, journal.last)
        for codec in Codec:
            data = seal_run(
                found.run,
                journal.signer,
                SeededRandomness(1),
                images=found.images,
                keys=found.keys,
                receiver=OFFICE.seal_public_key,
                codec=codec,
            )
            _keep(GOLDEN / f"codec-{codec.value}.bundle", data)
        part = FeedPart(
            7, 1, list(found.run.headers.values()), list(enumerate(found.run.bodies, 1))
        )
        feed = seal_feed(
            [part],
            OFFICE,
            SeededRandomness(2),
            kiosk=8,
            epoch=3,
            office_time=1_795_435_200_000,
            scopes=[ScopeStep("everyone", 4, 6), ScopeStep("region:12", 0, 9)],
            images=found.images,
            keys=found.keys,
            receiver=KIOSK.seal_public_key,
        )
        _keep(GOLDEN / "protocol-1.feed", feed)
        print(journal.signer.public_key.hex(), found.run.last_hash.hex())  # noqa: T201  for the test


def _keep(path: Path, data: bytes) -> None:
    if not path.exists():
        path.write_bytes(data)


if __name__ == "__main__":
    main()
