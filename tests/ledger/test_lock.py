"""One process owns a ledger."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.ledger.errors import LedgerOwned
from app.ledger.ledger import Ledger
from app.ledger.lock import LedgerLock, lock_path
from tests.ledger.conftest import Opener

HOLD = """
import sys
from pathlib import Path
from app.ledger.lock import LedgerLock
lock = LedgerLock(Path(sys.argv[1]))
sys.stdout.write("held\\n"); sys.stdout.flush()
sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_opening_names_the_owner(ledger: Ledger, reopen: Opener) -> None:
    with pytest.raises(LedgerOwned, match=str(os.getpid())) as caught:
        reopen()
    assert caught.value.remedy
    ledger.commit(lambda tx: tx.next_id())  # the owner is not disturbed


def test_another_process_is_named_and_its_death_frees_the_ledger(path: Path) -> None:
    process = holder(path)
    with process:
        with pytest.raises(LedgerOwned, match=str(process.pid)):
            LedgerLock(path)
        process.send_signal(signal.SIGKILL)
        process.wait()
    LedgerLock(path).release()


def test_a_closed_ledger_names_nobody(ledger: Ledger, reopen: Opener) -> None:
    ledger.close()
    assert lock_path(ledger.path).read_text() == ""
    reopen().close()
