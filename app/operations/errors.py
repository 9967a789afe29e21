"""What operations answer when they cannot go on. Each says what it means for the money."""

from __future__ import annotations

from app.domain.account_states import AccountState
from app.domain.blacklist import BlacklistEntry
from app.domain.errors import MoneyState, TapcardError
from app.domain.identity import EventId


class OperationRefused(TapcardError):
    """Root of refusals before anything happened."""

    code = "refused"


class NotAllowed(OperationRefused):
    """The operator's role does not grant this."""

    code = "not_allowed"


class HeadOfficeSets(OperationRefused):
    """Master data come from head office, and this counter belongs to one."""

    code = "head_office_sets"


class SignInFailed(OperationRefused):
    """Unknown operator, wrong PIN, or locked out."""

    code = "sign_in_failed"


class PinExpired(SignInFailed):
    """The PIN was right, but is too old: nothing but a new one is possible."""

    code = "pin_expired"


class SecondPersonNeeded(OperationRefused):
    """Two different people are asked for."""

    code = "second_person_needed"


class ApprovalRefused(OperationRefused):
    """No approval from elsewhere: no key, wrong digits, too late, used before, another thing."""

    code = "approval_refused"


class LocksEverybodyOut(OperationRefused):
    """A change of operators or permissions after which nobody could undo it."""

    code = "locks_everybody_out"


class NoOpenShift(OperationRefused):
    """Money moves only within a shift."""

    code = "no_open_shift"


class ShiftAlreadyOpen(OperationRefused):
    """One open shift per operator."""

    code = "shift_already_open"


class ShiftLeftOpen(OperationRefused):
    """A shift at this counter is open for longer than a day; it is closed before the next opens."""

    code = "shift_left_open"

    def __init__(self, message: str, remedy: str, *, operator: int) -> None:
        super().__init__(message, remedy)
        self.operator = operator


class CountedBefore(OperationRefused):
    """A drawer is counted twice at most: the second count closes the shift."""

    code = "counted_before"


class CountAgain(OperationRefused):
    """The first count does not agree with the books; the second is final."""

    code = "count_again"


class StaleQuote(OperationRefused):
    """Card, account, tariff or plans changed since the quote was made."""

    code = "stale_quote"


class MonthStillOpen(OperationRefused):
    """Something in the month, or before it, has not come to its end."""

    code = "month_still_open"


class BadArgument(OperationRefused):
    """An argument is missing, unknown or makes no sense."""

    code = "bad_argument"


class UnknownRecord(OperationRefused):
    """No such account, allocation, operator, tariff, purchase."""

    code = "unknown_record"


class AlreadyThere(OperationRefused):
    """The number is taken: meter allocated, operator exists."""

    code = "already_there"


class RequestReused(OperationRefused):
    """The caller's id was used before, for another operation."""

    code = "request_reused"


class CardStandsInTheWay(OperationRefused):
    """The card's standing to the ledger does not allow this operation."""

    code = "card_standing"

    def __init__(self, message: str, remedy: str, *, standing: str) -> None:
        super().__init__(message, remedy)
        self.standing = standing


class AccountForbids(OperationRefused):
    """The account is suspended, cancelled, merged or void, or not what it must be."""

    code = "account_state"

    def __init__(self, message: str, remedy: str, *, state: AccountState) -> None:
        super().__init__(message, remedy)
        self.state = state


class OnBlacklist(OperationRefused):
    """The card, the account or the meter stands on the blacklist."""

    code = "on_blacklist"

    def __init__(self, message: str, remedy: str, *, entry: BlacklistEntry) -> None:
        super().__init__(message, remedy)
        self.entry = entry


class AccountInUse(OperationRefused):
    """Something of the account stands in the way: a meter, money, a card, an open operation."""

    code = "account_in_use"


class OtherHome(OperationRefused):
    """Only the account's home kiosk may do this."""

    code = "other_home"


class WrongCard(OperationRefused):
    """Another card than the one asked for: other account, blank where a user card is needed."""

    code = "wrong_card"


class WhichMeter(WrongCard):
    """Several meters of the card fit and none was named."""

    code = "which_meter"

    def __init__(self, message: str, remedy: str, *, meters: tuple[str, ...]) -> None:
        super().__init__(message, remedy)
        self.meters = meters


class FunctionCardHere(WrongCard):
    """A function card where a customer's or a blank one is needed."""

    code = "function_card"


class FunctionNotOffered(OperationRefused):
    """Cards of this kind cannot be such a function card."""

    code = "function_not_offered"


class CardIsLost(OperationRefused):
    """The decision would be wrong if the lost card turned up in its meter."""

    code = "card_is_lost"


class RefundImpossible(OperationRefused):
    """The rules forbid paying this load back."""

    code = "refund_impossible"


class LoadWasUsed(RefundImpossible):
    """The meter proves that it had the load that was taken off."""

    code = "load_was_used"


class ReversalImpossible(RefundImpossible):
    """A payment that is not undone as a whole; what can be done instead, the error says."""

    code = "reversal_impossible"


class CorrectionImpossible(OperationRefused):
    """What is recorded cannot be put right this way; what can be done instead, the error says."""

    code = "correction_impossible"


class NoRefundWaits(RefundImpossible):
    """Nothing was taken off this card here that is still to be paid."""

    code = "no_refund_waits"


class GivenBack(OperationRefused):
    """The payment never reached its card; its money goes back."""

    code = "given_back"


class ChangeImpossible(OperationRefused):
    """This meter cannot be changed, or this change not undone, as things stand."""

    code = "change_impossible"


class AlreadyInvoiced(OperationRefused):
    """A receipt stands on a tax invoice already, or was asked for twice."""

    code = "already_invoiced"


class NothingToInvoice(OperationRefused):
    """Nothing was sold under a receipt, or nothing of it stands; nothing is to be credited."""

    code = "nothing_to_invoice"


class NotEnoughTendered(OperationRefused):
    """Less was handed over than is to be paid."""

    code = "not_enough_tendered"


class TooMuchTendered(OperationRefused):
    """More is paid than is to be paid, by means that give no change."""

    code = "too_much_tendered"


class TenderNotTaken(OperationRefused):
    """This counter does not take that kind of payment."""

    code = "tender_not_taken"


class ReferenceUsed(OperationRefused):
    """A reference has paid for something already."""

    code = "reference_used"


class TenderUnconfirmed(OperationRefused):
    """Nobody has said yet whether the money came."""

    code = "tender_unconfirmed"


class VendingLimitReached(OperationRefused):
    """The agent has sold what is deposited, the number of sales, or until the last day."""

    code = "vending_limit"


class AllowanceUsedUp(OperationRefused):
    """Head office lets this counter sell no more: money, number of sales, or days."""

    code = "allowance_used_up"


class OutOfService(OperationRefused):
    """Head office said that this counter must not go on: it is a copy, or it was barred."""

    code = "out_of_service"


class AllowanceCodeRefused(OperationRefused):
    """A code for this counter's vending limit that counts for nothing here, or not now."""

    code = "allowance_code_refused"


class NoNumberBlock(OperationRefused):
    """Head office has not given this counter account numbers, or they are used up."""

    code = "no_number_block"


class AboutPlan(TapcardError):
    """An error about a plan; ``money``: UNTOUCHED for plans in which no money moves."""

    def __init__(
        self,
        message: str,
        remedy: str,
        *,
        plan: EventId,
        money: MoneyState = MoneyState.IN_DOUBT,
    ) -> None:
        super().__init__(message, remedy)
        self.plan = plan
        self.money = money


class PlanStillOpen(AboutPlan, OperationRefused):
    """A plan of this card or account has to be settled first."""

    code = "plan_open"


class PlanInterrupted(AboutPlan):
    """The payment is recorded; the write did not come to a proved end. A plan is open."""

    code = "plan_interrupted"


class PlanOnHold(AboutPlan):
    """The card cannot tell what happened: head office or two people decide."""

    code = "plan_on_hold"


class CardScrapped(AboutPlan):
    """The card's secret tore: it can take nothing any more. The credit goes on a new card."""

    code = "card_scrapped"
