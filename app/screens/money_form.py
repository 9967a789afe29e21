"""The shape of screens in which money moves without a card: fill in, review, sign, confirm."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from app.domain.amounts import BadAmount, parse_money
from app.domain.approval import Signed
from app.domain.errors import TapcardError
from app.domain.payments import PaymentKind
from app.domain.sales import Tender, TenderKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import payments
from app.operations.errors import BadArgument, NotEnoughTendered
from app.operations.operation import Caller, Operation
from app.screens.operation_screen import Finished, Stage
from app.screens.signed_form import SignedForm
from app.screens.tender_field import TenderField
from app.screens.walking_form import complain
from app.telling.results import missing_in, told
from app.telling.tenders import otherwise_rows
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

Result = TypeVar("Result", bound=msgspec.Struct)


class MoneyForm(SignedForm[Result], Generic[Result]):
    """Needs no card. A second person signs where the quote says so."""

    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("It is being recorded.")
    done_words: str = _("Done")
    operation: ClassVar[Operation[Any, Any, Any, Any]]

    def __init__(self) -> None:
        """Nothing is quoted yet."""
        super().__init__()
        self.quote: Any = None

    # -- what a screen says of its operation -----------------------------------------------

    @abstractmethod
    def arguments(self) -> msgspec.Struct:
        """What was filled in."""

    def takes_two(self) -> bool:
        """As the quote says; see where two are always needed."""
        return bool(self.quote.needs_second)

    def signs_for(self) -> str:
        """What the second person signs for: the operation in its own words."""
        return self.heading

    def signed(self) -> Signed | None:
        """What is shown, for somebody who is elsewhere."""
        return None if self.quote is None else self.operation.signs(self.quote)

    def after(self) -> Sequence[str]:
        """What is to be done once it is recorded."""
        return ()

    # -- stages ----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Looks first."""
        self.look()

    def check(self, field: Field) -> None:
        """Choices of their lists, amounts or none."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice
        elif field.value and field.input.kind is FieldKind.NUMBER:
            parse_money(field.value, self.desk.words.digits)

    def filled(self) -> None:
        """Asks the operation."""
        quote = partial(
            _quoted, self.desk.kiosk, self.desk.caller(), self.operation, self.arguments()
        )
        self.work(quote, self._found, self._wrong)

    def _found(self, quote: Any) -> None:  # noqa: ANN401  as the operation has it
        self.quote = quote
        self.review_unsigned()

    def _wrong(self, error: TapcardError) -> None:
        """What only the whole form can say stands below its last field."""
        if isinstance(error, BadArgument | BadAmount | NotEnoughTendered):
            self.enter(Stage.FORM)
            complain(self.shown()[-1], error)
        else:
            self.refuse(error)

    def perform(self) -> Callable[[], Finished[Result]]:
        """Records it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self.quote
        caller, after = self.desk.caller(self.take_second()), self.after()

        def done() -> Finished[Result]:
            result = self.operation.perform(kiosk, caller, quote)
            said = told(words, result)
            return Finished(result, said.headline, said.rows, [*after, *missing_in(result)])

        return done

    # -- for those that need them ----------------------------------------------------------

    def money_row(self, name: str, amount: int) -> Row:
        """An amount; nothing where it is nothing."""
        return name, self.desk.words.money(amount) if amount else ""


def _quoted(
    kiosk: Kiosk,
    caller: Caller,
    operation: Operation[Any, Any, Any, Any],
    arguments: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401  as the operation has it
    return operation.quote(operation.look(kiosk, caller, arguments), arguments)


def amount_field(label: str, id: str = "amount", hint: str = "") -> Field:
    """An amount of money."""
    return Field(label, FieldKind.NUMBER, id=id, longest=15, hint=hint)


def tendered_field() -> TenderField:
    """What is handed over."""
    return TenderField(_("Cash given"), _("empty: exactly that"))


def paid_rows(words: Words, tenders: Sequence[Tender]) -> list[Row]:
    """How it is paid, for review."""
    cash = [one for one in tenders if one.kind is TenderKind.CASH]
    change = sum(one.change for one in cash)
    return [
        (_("Cash given"), words.money(sum(one.tendered for one in cash)) if cash else ""),
        *otherwise_rows(words, tenders),
        (_("Change"), words.money(change) if change else ""),
    ]


def reason_field(reasons: Sequence[str]) -> ChoiceField:
    """Why; ``reasons``: what there is to choose from."""
    options = tuple(Option(at, name) for at, name in enumerate(reasons, start=1))
    return ChoiceField(_("Reason"), id="why", options=options)


def kinds_in_use(kiosk: Kiosk) -> list[PaymentKind]:
    """What payments are taken for."""
    with kiosk.ledger.read() as reader:
        return [kind for kind in payments.payment_kinds(reader.db) if kind.active]
