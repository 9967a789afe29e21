"""Every argument of every operation, given everything that no argument can mean.

It is refused by an error that says what and what it means for the money, in signs that a terminal
can show, before anything is recorded or a card is written; or it is meant, stands in ACCEPTED, and
is recorded in plain signs. An operation that is added is covered by being in the catalogue; an
argument of a new name takes none of these unless ACCEPTED says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.domain.errors import TapcardError
from app.operations.accept_clock import AcceptClockArguments, AcceptClockQuote, quote_for
from app.operations.catalogue import OPERATIONS
from app.operations.errors import BadArgument
from tests.operations.ready_desk import CANNOT_BEGIN, AnyOperation, ReadyDesk, ready_desk

pytestmark = pytest.mark.xdist_group("bad-arguments")  # what is made for all is made once
BAD = {
    "empty": "",
    "blanks": "   ",
    "long": "x" * 10_000,
    "figures": "9" * 10_000,
    "huge": "9" * 30,
    "script": "Αμίνα 水",
    "bell": "1\x07",
    "escape": "\x1b[31mA",
    "nul": "1\x002",
    "turned": "\u202e12",
    "broken": "1\udc80",
    "lines": "12\n34\r\n",
    "tab": "1\t2",
    "arabic": "١٢",
    "wide": "\uff11\uff12",
    "raised": "1²",
    "minus": "-1",
    "plus": "+1",
    "float": "1e3",
    "point": "1.5",
    "comma": "1,5",
    "zero": "0",
    "never": "2026-02-30",
    "early": "0001-01-01",
    "late": "9999-12-31",
    "braces": "{x}[b]%s",
}
"""What people, scanners and terminals send where something else is meant."""

_WORDS = (
    "script lines tab arabic wide raised minus plus float point comma zero never early late braces"
)
"""What somebody's own words may contain: any script, and pasted lines as one."""
_MEANT = {
    # Words; a line has room for thirty figures, unless it is a short one.
    f"{_WORDS} huge": "readers name reason holder technician payer reference tax-invoice/address"
    " carrier",
    f"{_WORDS} huge empty blanks": "address street estate building notes note seal text subject"
    " open-account/name edit-account/name change-customer/name set-operator/name reprint/reason"
    " function-cards/holder meter-stock/model open-account/identity edit-account/identity"
    " change-customer/identity",
    f"{_WORDS} empty blanks": "identity_type unit room size tax_code",
    _WORDS: "form bag ledger_code set-meter-model/model set-subsidy-scheme/payer"
    " renumber-bag/number",
    # Figures; a dial or a float may stand at nothing, a price may be none.
    "point": "largest_flow amount volume remaining price per_month hoarding_limit largest_load"
    " alarm"
    " closing_alarm overdraft correct-dial/dial",
    "point zero": "dial new_dial old_dial per_person set-fee/amount set-limit/amount"
    " confirm-deposit/amount",
    "point zero empty blanks": "float",
    "point empty blanks": "times",
    "point zero empty blanks ": "credit",
    # Numbers of what stands in a list; a meter's may be typed in groups, without its first zeros.
    "lines tab zero": "dial-readings/meter dial-readings/account"
    " receive-meters/first new_meter blacklist/number correct-meter/number"
    " allocate-meter/meter"
    " purchases/meter readings/meter operations/meter purchases/account readings/account"
    " operations/account",
    "lines tab huge": "purchases/card readings/card operations/card serial",
    "lines never early late": "edit-account/phone",
    "lines never early late empty blanks": "phone",
    f"{_WORDS} huge empty blanks ": "header footer",
    f"{_WORDS} empty blanks ": "logo",
    "float point zero never early late": "tax_number",
    "lines tab minus float comma zero never early late": "sign-out-cards/cards",
    "float zero never early late": "set-payment-kind/code set-free-scheme/code"
    " set-subsidy-scheme/code set-meter-maker/maker",
    "float zero empty blanks": "set-region/code",
    "minus zero": "purchases/operator operations/operator purchases/region",
    # Several numbers, parted as people part them.
    "tab plus comma": "tax-invoice/receipts",
    # 0 is no, none, or nothing; or how something begins that is found.
    "zero": "accept active without_pin allowed closed preprinted deposit estimated goes taken"
    " print close-shift/counted count-drawer/counted hand-over-drawer/counted"
    " read-function-card/returned"
    " purchases/receipt parent tax_rate longest_run kept set-pin-rules/days set-rise-cap/days"
    " newest make-function-card/region purchases-behind/after",
    # How something begins that is found, or four figures in a row, typed in groups.
    "lines zero": "find-accounts/text",
    # Left empty, it was not given.
    f"{_WORDS} huge empty blanks  ": "deposit-bags/bank",
    "empty blanks": "deposit-bags/bags confirm-deposit/slip take-back-deposit/slip"
    " receive-meters/last required cancel-account/returned change-meter/model"
    " take-back-meters/last"
    " set-meter-model/maker make-function-card/meter set-device/value return-cards/reason"
    " by set-print-method/printer left_out set-receipt-form/language preview-receipt-form/language",
    # Chosen from a list, although the name is elsewhere one's own words; and 1.5, which is too
    # little for a first sale or a fee, and no volume.
    "": "change-customer/reason reissue-card/reason accept-clock/reason reissue-card/identity"
    " renumber-bag/bag"
    " make-reading-round/form make-function-card/credit set-agent/holder set-commission/goes"
    " write-report/form set-automatic-report/form settle-tender/reference settle-tender/reason"
    " set-account-form/identity allocate-meter/amount reissue-card/amount compensate/amount",
}
ACCEPTED = {name: set(kinds.split()) for kinds, names in _MEANT.items() for name in names.split()}
"""What is meant, by argument, or by ``operation/argument`` where that differs."""
LONGEST_SAID = 500


@pytest.fixture(scope="module")
def desk(
    fresh_ledger: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ReadyDesk]:
    with ready_desk(fresh_ledger(), tmp_path_factory.mktemp("desk")) as one:
        yield one


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_what_cannot_be_meant_is_refused_and_said_so(
    operation: AnyOperation, desk: ReadyDesk
) -> None:
    first, *others = desk.cases_of(operation)
    if operation.name not in CANNOT_BEGIN:
        for case in (first, *others):
            desk.tries(operation, case)
    for field in msgspec.structs.fields(operation.arguments):
        case = next((one for one in (first, *others) if field.name in one.given), first)
        met = set()
        for kind, value in BAD.items():
            given = replace(case, given={**case.given, field.name: value})
            try:
                recorded = desk.tries(operation, given)
            except TapcardError as error:
                says_why(error, value)
                assert not desk.written, (operation.name, field.name, kind)
                continue
            met.add(kind)
            plain(recorded)
        assert met == accepted(operation, field.name), field.name


def accepted(operation: AnyOperation, argument: str) -> set[str]:
    usual = ACCEPTED.get(argument, set())
    return ACCEPTED.get(f"{operation.name}/{argument}", usual)


def says_why(error: TapcardError, typed: str) -> None:
    """Two sentences in signs that a terminal shows, and nothing of how the program keeps it."""
    for sentence in (error.message, error.remedy):
        assert sentence, repr(error)
        assert sentence.replace("\xa0", " ").isprintable(), sentence
        assert len(sentence) < LONGEST_SAID, sentence
        assert not len(typed) or repr(typed) not in sentence, sentence
        assert "Error" not in sentence, sentence


def plain(recorded: tuple[Any, ...]) -> None:
    """No blanks around a text, no sign in it that a printer or a terminal obeys."""
    for text in texts_in(msgspec.to_builtins(recorded)):
        assert text == text.strip(), repr(text)
        assert text.isprintable(), repr(text)


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts_in(one)


def test_a_jump_of_the_clock_is_accepted_for_a_reason_alone() -> None:
    look = AcceptClockQuote(wall_milliseconds=0)
    for kind in ("empty", "blanks", "long", "bell", "escape", "nul", "turned"):
        with pytest.raises(BadArgument):
            quote_for(look, AcceptClockArguments(reason=BAD[kind]))
