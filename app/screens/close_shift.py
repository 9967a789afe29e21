"""Closing one's own shift: the drawer is counted blind; then the Z report tells."""

from __future__ import annotations

from pathlib import Path

from app.domain.quantity import Money
from app.domain.text import _
from app.operations.close_shift import CLOSE_SHIFT, CloseShiftArguments, CloseShiftResult
from app.screens.counting_form import CountingForm
from app.screens.operation_screen import Finished
from app.telling.results import missing_in
from app.telling.words import Words
from app.widgets.rows import Row


class CloseShift(CountingForm[CloseShiftResult]):
    """Nothing on it comes from the books before the count is confirmed."""

    heading = _("Close shift")
    help_lines = (
        _("Count your drawer, with the change money in it."),
        _("Type how many pieces there are of each value, Enter; empty means none."),
        _("What has no line of its own is typed as an amount in the last one."),
        _("Esc goes up one line."),
        _("Press + to close. If it does not agree you count once more; that is final."),
        _("Only then you see what should have been there."),
        _("The Z report is printed, and the ledger is copied to the backup path."),
    )
    done_words = _("Your shift is closed")
    operation = CLOSE_SHIFT

    def arguments(self, counted: str) -> CloseShiftArguments:
        """One's own drawer."""
        return CloseShiftArguments(counted=counted)

    def question(self) -> str:
        """What + does."""
        return _("Press + to close your shift. The count is then final.")

    def finished(self, words: Words, result: CloseShiftResult) -> Finished[CloseShiftResult]:
        """The Z report's figures."""
        return closed(words, result)


def closed(words: Words, result: CloseShiftResult) -> Finished[CloseShiftResult]:
    """The Z report's figures, as a screen shows them."""
    rows = figures(words, result)
    return Finished(result, verdict(words, result.over_short), rows, missing_in(result))


def figures(words: Words, result: CloseShiftResult) -> list[Row]:
    """What the shift came to, and where its copy is."""
    backup = Path(result.backup).name if result.backup else _("none: no place for it is set")
    return [
        (_("Z report"), str(result.report_number)),
        (_("Sales ({count})").format(count=result.sales), words.column(result.sales_total)),
        (_("Refunds ({count})").format(count=result.refunds), words.column(result.refunds_total)),
        (
            _("Reversals ({count})").format(count=result.reversals),
            words.column(result.reversals_total) if result.reversals else "",
        ),
        (_("Expected in drawer"), words.column(result.expected)),
        (_("Counted"), words.column(result.counted_total)),
        (_("Over") if result.over_short > 0 else _("Short"), _difference(words, result)),
        (_("In doubt"), _in_doubt(result.in_doubt) if result.in_doubt else ""),
        (_("Backup"), "" if result.backup_failure else backup),
    ]


def verdict(words: Words, over_short: Money) -> str:
    """Whether the count agrees, in a sentence."""
    if not over_short:
        return _("The count agrees.")
    sentence = _("{money} over") if over_short > 0 else _("{money} short")
    return sentence.format(money=words.money(abs(over_short)))


def _difference(words: Words, result: CloseShiftResult) -> str:
    return words.column(abs(result.over_short)) if result.over_short else ""


def _in_doubt(count: int) -> str:
    return _("{count} open: settle them with their cards").format(count=count)
