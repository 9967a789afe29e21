"""Reports written by themselves: at each shift close, at each month end, once, as on the screen."""

from __future__ import annotations

import pytest

from app.operations.errors import NotAllowed, UnknownRecord
from app.reports.errors import BadReport
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR
from tests.reports.automatic_desk import MONTH, SHIFT, TODAY, Desk, desk, prepared, rows_of

__all__ = ["desk", "prepared"]


def test_a_shift_that_closes_leaves_what_was_chosen_with_the_figures_of_the_screen(
    desk: Desk,
) -> None:
    desk.choose("sales", SHIFT)
    desk.choose("sales-by", SHIFT, by="class")
    desk.choose("tenders", MONTH)
    desk.reports.step()
    assert desk.there() == []
    shift = desk.close_shift().shift
    desk.reports.step()
    sales = f"sales-day-{TODAY}-{TODAY}-{shift}.csv"
    by_class = f"sales-by-class-{TODAY}-{TODAY}-{shift}.csv"
    assert desk.there() == sorted((sales, by_class))
    assert (desk.folder / sales).read_bytes() == desk.written_by_hand("sales", "csv", "day")
    assert b"4.000" in (desk.folder / sales).read_bytes()
    assert (desk.folder / by_class).read_bytes() == desk.written_by_hand("sales-by", "csv", "class")
    assert {one.folder for one in desk.files()} == {str(desk.folder)}
    assert desk.reports.words == ""


@pytest.mark.parametrize("form", ["xlsx", "pdf"])
def test_it_is_written_in_the_form_that_was_chosen(desk: Desk, form: str) -> None:
    desk.choose("tenders", SHIFT, form)
    desk.close_shift()
    desk.reports.step()
    (file,) = desk.there()
    kind = {"xlsx": b"PK", "pdf": b"%PDF"}[form]
    assert (desk.folder / file).read_bytes().startswith(kind)


def test_the_reports_of_shifts_are_of_that_shift_alone(desk: Desk) -> None:
    desk.choose("shifts", SHIFT)
    desk.choose("cashier-close", SHIFT)
    first = str(desk.close_shift().shift)
    second = desk.next_shift()
    desk.reports.step()
    for shift, sales in ((first, 1), (second, 0)):
        (close,) = rows_of(desk.folder / f"cashier-close-shift-{TODAY}-{TODAY}-{shift}.csv")
        assert (close["shift"], int(close["sales"] or 0)) == (shift, sales)
        (line,) = rows_of(desk.folder / f"shifts-{TODAY}-{TODAY}-{shift}.csv")
        assert int(line["sales"] or 0) == sales


def test_each_month_is_written_once_also_those_in_which_the_counter_was_off(desk: Desk) -> None:
    desk.choose("sales", MONTH)
    desk.close_shift()
    desk.reports.step()
    assert desk.there() == []
    desk.sleep(75)  # to the 6th of February
    desk.reports.step()
    names = [
        f"sales-day-{first}-{last}-K07-01.csv"
        for first, last in (
            ("2026-11-01", "2026-11-30"),
            ("2026-12-01", "2026-12-31"),
            ("2027-01-01", "2027-01-31"),
        )
    ]
    assert desk.there() == names
    assert [one.file for one in desk.files()] == names
    assert "4.000" in (desk.folder / names[0]).read_text()
    for name in names:
        (desk.folder / name).unlink()  # taken away by somebody
    desk.next_shift()
    desk.crash()
    desk.reports.step()
    assert desk.there() == []


def test_nothing_is_made_of_what_was_over_before_it_was_chosen(desk: Desk) -> None:
    desk.close_shift()
    desk.sleep(10)
    desk.choose("shifts", SHIFT)
    desk.choose("shifts", MONTH)
    desk.reports.step()
    assert desk.files() == []
    shift = desk.next_shift()
    desk.reports.step()
    assert [one.file for one in desk.files()] == [f"shifts-2026-12-03-2026-12-03-{shift}.csv"]


def test_a_shift_that_closed_while_no_counter_ran_is_written_at_the_next_start(desk: Desk) -> None:
    desk.choose("shifts", SHIFT)
    shift = desk.close_shift().shift
    desk.choose("shifts", SHIFT, "pdf")  # counts for what closes from now on
    desk.sleep(3)
    desk.reports.step()
    assert desk.there() == [f"shifts-{TODAY}-{TODAY}-{shift}.csv"]


def test_a_month_waits_for_the_shift_that_still_adds_to_it(desk: Desk) -> None:
    desk.choose("shifts", MONTH)
    desk.sleep(10)
    desk.reports.step()
    (waits,) = desk.files()
    assert "The shift of operator 12 is still open" in waits.why
    assert (desk.there(), desk.reports.words) == ([], "reports waiting: 1")
    desk.close_shift()
    desk.reports.step()
    (line,) = rows_of(desk.folder / "shifts-2026-11-01-2026-11-30-K07-01.csv")
    assert line["z"] == "1"


def test_no_month_ends_by_a_clock_that_jumped(desk: Desk) -> None:
    desk.choose("shifts", MONTH)
    desk.close_shift()
    desk.counter.clock.now += 400 * 86_400_000  # within one boot: nobody knows why
    desk.reports.step()
    assert desk.files() == []


def test_what_is_chosen_and_what_became_of_it_is_told(desk: Desk) -> None:
    done = desk.choose("sales", MONTH, "pdf", by="month")
    assert "Sales is written by itself at each month end." in in_words(desk.counter.kiosk, done)
    desk.choose("sales", SHIFT)
    desk.choose("sales", SHIFT, "none")
    (chosen,) = desk.told().chosen
    assert (chosen.report, chosen.occasion, chosen.form, chosen.by) == (
        *("sales", MONTH, "pdf", "month"),
    )
    history = desk.counter.do(
        "settings-history", by=ADMINISTRATOR, kind="automatic-report", subject=f"sales {SHIFT}"
    )
    lines = in_words(desk.counter.kiosk, history)
    assert any("not by itself (was Values with commas (CSV))" in line for line in lines)
    assert any("Values with commas (CSV) (was not by itself)" in line for line in lines)


@pytest.mark.parametrize(
    ("refusal", "says", "given"),
    [
        (UnknownRecord, "no report statement that is made by itself", {"report": "statement"}),
        (UnknownRecord, "no report sails", {"report": "sails"}),
        (BadReport, "has no rows by week", {"report": "sales", "by": "week"}),
    ],
)
def test_what_cannot_be_chosen(
    desk: Desk, refusal: type[Exception], says: str, given: dict[str, str]
) -> None:
    with pytest.raises(refusal, match=says):
        desk.choose(**{"occasion": SHIFT, **given})
    with pytest.raises(NotAllowed):
        desk.counter.do("set-automatic-report", report="sales", occasion=SHIFT, form="csv")
