"""Who may do what: every operation and every entry of a menu, for every role. Denied by default.

The table of operations stands in :mod:`tests.operations.permission_table`; one line for each, and
one that is missing there, or in the table of menus below, fails.
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
from app.operations.system_settings import SYSTEM_SETTINGS
from app.screens.choices import Choice, Choices
from app.screens.directory import SCREENS
from app.screens.menu import Menu
from app.screens.office_screen import OfficeScreen
from app.screens.signed_by_two import SignedByTwo
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter
from tests.operations.as_coded import asks_for_two
from tests.operations.conftest import MakeCounter
from tests.operations.permission_table import TABLE

MENUS = """
menu 1 prepayment                    + + - - -
menu 2 read-card                     + + + + -
menu 3 open-account                  + + - - -
menu 4 allocate-meter                + + - - -
menu 5 find-account                  + + + + -
menu 7 payments                      + + - - -
menu 8 system-settings               + + + + +
menu 6 inquiry                       + + + + -
system-settings 6 devices            + + + + +
system-settings 5 people-settings    - + - + +
people-settings 1 operators          - + - + +
people-settings 2 permissions        - + - + +
people-settings 3 set-pin-rules      - - - - +
people-settings 4 set-approver       - - - - +
system-settings 7 paper-settings     - + - + +
paper-settings 1 print-methods       + + + + +
paper-settings 3 automatic-reports   + + + + +
paper-settings 4 automatic-files     + + + + +
system-settings 9 look-settings      - - - - +
look-settings 1 themes               - - - - +
look-settings 2 set-language         - - - - +
fees-and-limits 3 handovers          - - - - +
fees-and-limits 4 set-account-form   - - - - +
menu 9 shift                         + + - - -
menu 0 more                          + + + + +
account-more 1 suspend-account       + + - - -
account-more 2 resume-account        + + - - -
account-more 3 void-account          + + - - -
account-more 4 cancel-account        + + - - -
account-more 5 merge-accounts        + + - - -
account-more 6 change-customer       + + - - -
account-more 9 account-blacklist     - + - - -
account-more 8 account-money         + + + + -
account-more 7 account-details       + + - - -
account-more 0 account-operations    + + + + -
account-details 1 edit-account       + + - - -
account-details 2 account-history    + + - - -
account-details 3 erase-account      + + - - -
account-money 1 pay-arrears          + + - - -
account-money 2 book-arrears         + + - - -
account-money 3 arrears-terms        + + - - -
account-money 4 deposit-balance      + + - - -
account-money 5 withdraw-balance     + + - - -
account-money 6 give-free-water      + + - - -
account-money 7 return-deposit       + + - - -
account-money 8 account-movements    + + + + -
account-money 0 account-statement    + + + + -
account-money 9 subsidise            + + - - -
arrears-terms 1 plan-arrears         + + - - -
arrears-terms 2 set-deduction        + + - - -
arrears-terms 3 write-off            + + - - -
payments 1 take-payment              + + - - -
payments 2 reverse-payment           + + - - -
shift 1 open-shift                   + + - - -
shift 2 close-shift                  + + - - -
shift 3 x-report                     + + - - -
shift 4 shift-more                   + + - - -
shift-more 1 hand-over-drawer        + + - - -
shift-more 2 close-left-shift        + + - - -
shift-more 3 spoil-invoice           + + - - -
shift 5 refill-allowance             + + - - -
shift 6 safe                         + + - - -
safe 1 drop-cash                     + + - - -
safe 2 bag-cash                      + + - - -
safe 3 deposit-bags                  + + - - -
safe 4 deposit-slips                 + + - - -
safe 5 bags-in-safe                  + + - - -
shift 7 pay-in                       + + - - -
shift 8 pay-out                      + + - - -
shift 9 open-drawer                  + + - - -
shift 0 counterfeit                  + + - - -
system-settings 8 invoice-settings   - + - + +
invoice-settings 1 invoice-stock     - + - + +
invoice-settings 2 assign-invoices   - + - - +
invoice-settings 3 void-invoices     - + - - +
invoice-settings 4 set-invoice-rule  - - - - +
invoice-settings 5 take-back-invoices - - - - +
give-back 1 refund                   + + - - -
give-back 2 reverse                  + + - - -
give-back 3 refund-meter-credit      + + - - -
account-meters 1 change-meter        + + - - -
account-meters 2 undo-meter-change   + + - - -
account-meters 3 allocate-meter      + + - - -
account-meters 4 cards-out           + + + + -
account-meters 5 sign-out-cards      - + + - -
corrections 1 reverse                + + - - -
corrections 2 correct-meter          + + - - -
corrections 3 correct-dial           + + - - -
corrections 4 correct-class          + + - - -
corrections 5 correct-tender         + + - - -
corrections 6 refund-meter-credit    + + - - -
corrections 7 unconfirmed-tenders    + + - - -
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
system-settings 1 regions            - - - - +
system-settings 2 meter-settings     - + - + +
system-settings 3 price-settings     - + - + +
system-settings 4 fees-and-limits    - + - + +
meter-settings 1 meter-makers        - - - - +
meter-settings 2 meter-models        - - - - +
meter-settings 3 meter-stock         - + - + +
meter-settings 4 set-stock-rule      - - - - +
meter-settings 5 take-back-meters    - - - - +
price-settings 1 tariffs             - - - - +
price-settings 2 rise-caps           - - - - +
price-settings 3 unswitched-meters   - + - + +
price-settings 4 locked-months       - - - - +
fees-and-limits 1 fees               - - - - +
fees-and-limits 2 limits             - - - - +
fees-and-limits 9 settings-history   - + - + +
fees-and-limits 0 tender-kinds       - - - - +
inquiry 1 find-account               + + + + -
inquiry 2 purchases                  + + + + -
inquiry 3 readings                   + + + + -
inquiry 4 operations                 + + + + -
inquiry 5 blacklist-entries          + + + + -
inquiry 0 meter-rounds               + + + + -
meter-rounds 1 dial-readings         + + + + -
meter-rounds 2 make-reading-round    - + + - -
meter-rounds 3 take-readings         - + + - -
meter-rounds 4 take-reading          - + + - -
meter-rounds 5 read-meter-by-wire    - + + - -
inquiry 6 reports                    - + - + -
report-more 1 report-plot            - + - + -
report-more 2 write-report           - + - + -
report-more 3 print-report           - + - + -
inquiry 7 meter-health               + + + + -
inquiry 8 uncleared-meters           + + + + -
inquiry 9 subsidies-owed             + + + + -
system-settings 0 agents             - + - + +
agent 1 agent-statement              - + - + +
agent 2 agent-deposit                - + - - -
agent 3 agent-withdraw               - + - - -
agent 4 set-vending-limit            - + - - -
agent 5 settle-agent                 - + - - -
agent 6 set-commission               - - - - +
agent 7 set-agent                    - - - - +
fees-and-limits 5 payment-kinds      - - - - +
fees-and-limits 6 set-usual-deduction - - - - +
fees-and-limits 7 subsidy-schemes    - - - - +
fees-and-limits 8 free-schemes       - - - - +
office-menu 1 fleet                - + - + +
office-menu 2 waiting              - + - + +
office-menu 3 office-exceptions    - + - + +
office-menu 4 enrol-kiosk          - + - - +
office-menu 5 find-account         + + + + -
office-menu 6 inquiry              + + + + -
office-menu 7 system-settings      + + + + +
office-menu 8 function-cards       + + + + -
office-menu 9 rule-kiosk           - + - - +
fleet-kiosk 1 allow-kiosk          - + - - +
fleet-kiosk 2 block-kiosk          - + - - +
fleet-kiosk 3 revoke-kiosk         - + - - +
fleet-kiosk 4 grant-epoch          - + - - +
fleet-kiosk 5 office-exceptions    - + - + +
fleet-kiosk 6 rule-kiosk           - + - - +
fleet-kiosk 7 fleet-kiosk-more     - + - + +
fleet-kiosk-more 1 invite-operator - + - - +
fleet-kiosk-more 2 enrol-again     - + - - +
fleet-kiosk-more 3 kiosk-differences - + - + +
price-exception 1 recount-account  - + - - +
price-exception 2 settle-exception - + - - +
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
    """What one person alone meets, by the operation's own check and what its code asks for."""
    try:
        authorise(counter.kiosk, operation, Caller(operator=WHO[role]))
    except NotAllowed:
        return "-"
    except SecondPersonNeeded:
        return "2"
    except NoOpenShift:
        pass
    return asks_for_two(operation)


def test_every_operation_is_allowed_refused_or_in_need_of_two(staff: Counter) -> None:
    met = {
        operation.name: "".join(outcome(staff, operation, role) for role in Role)
        for operation in OPERATIONS
    }
    assert met == cells(TABLE)


def test_whatever_takes_two_can_be_signed_from_elsewhere() -> None:
    """But a new key of somebody who signs from elsewhere, a drawer that both have to see counted,
    and what only head office decides."""
    two = {one.name for one in OPERATIONS if asks_for_two(one) != "+"}
    here = {"set-approver", "count-drawer", "close-shift", "hand-over-drawer"}
    assert {one.name for one in OPERATIONS if one.signed_for} == two - here
    both = [screen for screen in all_screens().values() if issubclass(screen, SignedByTwo)]
    screens = [screen for screen in both if not issubclass(screen, OfficeScreen)]
    assert screens
    assert [one for one in screens if one.signed is SignedByTwo.signed] == []


def test_every_setting_is_an_administrators_alone() -> None:
    """But what an agent may sell: at a kiosk that stands alone a supervisor sets it."""
    table = cells(TABLE)
    settings = {operation.name for _kind, operation in SYSTEM_SETTINGS}
    settings |= {name for name in table if name.startswith("set-")} - {"set-deduction"}
    settings -= {"set-vending-limit"}
    assert table["set-vending-limit"] == "-~---"
    assert {name: table[name][:-1] for name in settings} == dict.fromkeys(settings, "----")
    assert "-" not in {table[name][-1] for name in settings}


def all_screens() -> dict[str, Any]:
    """Every screen that another one leads to, by its name."""
    return {
        name: getattr(import_module(f"app.screens.{name.replace('-', '_')}"), made)
        for name, made in SCREENS.items()
    }


def entries() -> Iterator[tuple[str, Choice]]:
    """Every entry of every menu."""
    for name, screen in {"menu": Menu, **all_screens()}.items():
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
