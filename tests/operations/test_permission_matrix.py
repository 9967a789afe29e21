"""Who may do what: every operation and every entry of a menu, for every role. Denied by default.

One line for each; an operation or a menu entry that is missing here fails. Columns are the roles
in the order of :class:`Role`. ``+`` allowed, ``-`` refused, ``2`` in need of a second person,
``~`` in need of one depending on what is done: a limit, another shift, what is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from app.domain.permissions import Permission, Role, rights_of
from app.operations.authority import authorise
from app.operations.catalogue import OPERATIONS
from app.operations.errors import NoOpenShift, NotAllowed, SecondPersonNeeded
from app.operations.operation import Caller, Operation
from app.screens.choices import Choice, Choices
from app.screens.directory import SCREENS
from app.screens.menu import Menu
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter

TABLE = """
                       cashier supervisor technician auditor administrator
sign-in                + + + + +
change-pin             + + + + +
open-shift             + + - - -
open-account           + + - - -
suspend-account        + + - - -
resume-account         + + - - -
void-account           + + - - -
cancel-account         ~ ~ - - -
merge-accounts         ~ ~ - - -
allocate-meter         + + - - -
prepay                 + + - - -
read-card              + + + + -
refund                 ~ ~ - - -
pay-refund             ~ ~ - - -
reverse                ~ ~ - - -
correct-tender         ~ ~ - - -
correct-dial           ~ ~ - - -
correct-meter          ~ ~ - - -
correct-class          ~ ~ - - -
tax-invoice            + + - - -
credit-note            + + - - -
set-receipt-form       - - - - ~
preview-receipt-form   - - - - +
reissue-card           ~ ~ - - -
rewrite-load           + + - - -
retrieve-card          + + + - -
compensate             ~ ~ - - -
change-meter           ~ ~ - - -
undo-meter-change      ~ ~ - - -
settle                 + + + - -
renew-plan             + + - - -
money-back             2 2 - - -
report-lost            - 2 - - 2
decide-plan            - 2 - - 2
release-card           - 2 - - 2
make-function-card     - ~ ~ - -
read-function-card     - + + - -
lose-function-card     - + + - -
function-cards         + + + + -
reprint                + + - - -
print-test             + + + + +
x-report               + + - - -
close-shift            + + - - -
set-operator           - - - - ~
set-approver           - - - - 2
set-permission         - - - - 2
set-pin-rules          - - - - +
set-region             - - - - +
set-meter-model        - - - - +
set-tariff             - - - - +
set-fee                - - - - +
set-limit              - - - - +
set-device             - - - - +
accept-clock           - 2 - - 2
"""

MENUS = """
menu 1 prepayment                    + + - - -
menu 2 read-card                     + + + + -
menu 3 open-account                  + + - - -
menu 4 allocate-meter                + + - - -
menu 5 find-account                  + + + + -
menu 9 shift                         + + - - -
menu 0 more                          + + + + +
account-more 1 suspend-account       + + - - -
account-more 2 resume-account        + + - - -
account-more 3 void-account          + + - - -
account-more 4 cancel-account        + + - - -
account-more 5 merge-accounts        + + - - -
shift 1 open-shift                   + + - - -
shift 2 close-shift                  + + - - -
shift 3 x-report                     + + - - -
account-meters 1 change-meter        + + - - -
account-meters 2 undo-meter-change   + + - - -
account-meters 3 allocate-meter      + + - - -
corrections 1 reverse                + + - - -
corrections 2 correct-meter          + + - - -
corrections 3 correct-dial           + + - - -
corrections 4 correct-class          + + - - -
corrections 5 correct-tender         + + - - -
system-settings 7 paper-settings     - + - + +
paper-settings 2 receipt-forms       - - - - +
payments 3 tax-invoice               + + - - -
payments 4 credit-note               + + - - -
more 1 refund                        + + - - -
more 2 reissue-card                  + + - - -
more 3 settle                        + + + - -
more 4 rewrite-load                  + + - - -
more 5 make-function-card            - + + - -
more 6 read-function-card            - + + - -
more 7 function-cards                + + + + -
more 8 compensate                    + + - - -
more 9 retrieve-card                 + + + - -
more 0 corrections                   + + - - -
"""

TECHNICIAN, AUDITOR = 30, 40
WHO = {
    Role.CASHIER: CASHIER,
    Role.SUPERVISOR: SUPERVISOR,
    Role.TECHNICIAN: TECHNICIAN,
    Role.AUDITOR: AUDITOR,
    Role.ADMINISTRATOR: ADMINISTRATOR,
}


def cells(table: str) -> dict[str, str]:
    """Line by name; the cells of a line as one text."""
    split = [line.rsplit(maxsplit=len(Role)) for line in table.strip().splitlines()]
    return {" ".join(name.split()): "".join(row) for name, *row in split if "auditor" not in row}


@pytest.fixture(scope="module")
def staff(fresh_ledger: Any) -> Iterator[Counter]:
    """A counter with somebody of every role; nobody changes anything there."""
    path = fresh_ledger(node=9) / "ledger.db"
    one = Counter(path, node=9).open()
    for number, role in ((TECHNICIAN, Role.TECHNICIAN), (AUDITOR, Role.AUDITOR)):
        hired: Any = {"name": role.value, "role": role.value, "pin": PIN}
        one.do("set-operator", by=ADMINISTRATOR, operator=str(number), **hired)
    yield one
    one.close()


def outcome(counter: Counter, operation: Operation[Any, Any, Any, Any], role: Role) -> str:
    """What one person alone meets, by the operation's own check."""
    try:
        authorise(counter.kiosk, operation, Caller(operator=WHO[role]))
    except NotAllowed:
        return "-"
    except SecondPersonNeeded:
        return "2"
    except NoOpenShift:
        return "2" if operation.needs_second else "+" if operation.signed_for is None else "~"
    return "+" if operation.signed_for is None else "~"


def test_every_operation_is_allowed_refused_or_in_need_of_two(staff: Counter) -> None:
    met = {
        operation.name: "".join(outcome(staff, operation, role) for role in Role)
        for operation in OPERATIONS
    }
    assert met == cells(TABLE)


def entries() -> Iterator[tuple[str, Choice]]:
    """Every entry of every menu."""
    named = {
        name: getattr(import_module(f"app.screens.{name.replace('-', '_')}"), made)
        for name, made in SCREENS.items()
    }
    for name, screen in {"menu": Menu, **named}.items():
        if issubclass(screen, Choices):
            yield from (
                (f"{name} {choice.digit} {choice.screen}", choice) for choice in screen.choices
            )


def test_every_menu_shows_to_each_role_what_it_may_do() -> None:
    shown = {
        name: "".join("+" if choice.permission in rights_of(role, {}) else "-" for role in Role)
        for name, choice in entries()
    }
    assert shown == cells(MENUS)
    digits = [name.rsplit(maxsplit=1)[0] for name in shown]
    assert len(digits) == len(set(digits))


def test_no_menu_offers_what_its_operation_refuses() -> None:
    table = cells(TABLE)
    for name, row in cells(MENUS).items():
        operation = {"prepayment": "prepay"}.get(screen := name.split()[-1], screen)
        if operation in table:
            offered = [a == "+" for a in row]
            assert offered == [b != "-" for b in table[operation]], name


def test_what_nobody_was_granted_is_denied(staff: Counter) -> None:
    for nobody in (0, 77):
        for operation in OPERATIONS:
            with pytest.raises(NotAllowed):
                authorise(staff.kiosk, operation, Caller(operator=nobody))
    changes = {(role, what): False for role in Role for what in Permission}
    assert not any(rights_of(role, changes) for role in Role)


def test_a_changed_matrix_counts_at_once(make_counter: MakeCounter) -> None:
    counter = make_counter()
    with pytest.raises(NotAllowed):
        counter.do("set-fee", by=SUPERVISOR, code="card", name="Card", amount="9")
    change: Any = {"role": "supervisor", "permission": "settings"}
    two: Any = {"by": ADMINISTRATOR, "second": SUPERVISOR}
    changed = counter.do("set-permission", **two, **change, allowed="yes")
    assert (changed.old, changed.new) == (False, True)
    counter.do("set-fee", by=SUPERVISOR, code="card", name="Card", amount="9")
    counter.do("set-permission", **two, **change, allowed="no")
    with pytest.raises(NotAllowed):
        counter.do("set-fee", by=SUPERVISOR, code="card", name="Card", amount="9")
