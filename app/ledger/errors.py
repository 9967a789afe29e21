"""What can go wrong with the ledger."""

from __future__ import annotations

from app.domain.errors import MoneyState, TapcardError


class LedgerError(TapcardError):
    """Root of ledger errors."""

    code = "ledger"


class LedgerMissing(LedgerError):
    """No ledger at the path."""

    code = "ledger_missing"


class LedgerExists(LedgerError):
    """`tapcard init` found a ledger already there."""

    code = "ledger_exists"


class LedgerOwned(LedgerError):
    """Another process owns the ledger; the lock file names it."""

    code = "ledger_owned"


class LedgerNewer(LedgerError):
    """The ledger was written by a newer program."""

    code = "ledger_newer"


class LedgerDamaged(LedgerError):
    """Chain, signature, integrity or key check failed: no sales until restored."""

    code = "ledger_damaged"


class LedgerUnsafe(LedgerError):
    """A durability setting could not be put in force: no sales."""

    code = "ledger_unsafe"


class DiskFull(LedgerError):
    """The transaction was not started: no room."""

    code = "disk_full"


class CommitInDoubt(LedgerError):
    """A commit failed on the way; it may or may not be there. Stop, reopen, look."""

    code = "commit_in_doubt"
    money = MoneyState.IN_DOUBT


class ClockRefused(LedgerError):
    """The wall clock stands far from the last event: sales stop until two people approve."""

    code = "clock_refused"


class BackupFailed(LedgerError):
    """The copy could not be written or did not verify; the ledger itself is fine."""

    code = "backup_failed"
    money = MoneyState.SAFE
