"""Water, gas and heat on a ``cpu68`` card: purchase file, return file, wallet, tiers.

Offsets within the files stand in docs/maker-profiles.md. Source: notes/domain.md 6.1.
"""

from __future__ import annotations

from app.cards.profiles.cpu68_codecs import (
    Amount,
    Count,
    Counts,
    Fixed,
    Moment,
    Numeral,
    SignedCount,
)
from app.cards.profiles.cpu68_directory import (
    FORM_CODES,
    LARGEST_NUMBER,
    UPDATES_BACKUP_TIERS,
    UPDATES_CURRENT_TIERS,
    UPDATES_PARAMETERS,
    broken,
    credit_unit,
    emptied,
    file_of,
    unknown_codes,
    wallet_record,
    write,
)
from app.cards.profiles.cpu68_frame import Frame, FrameState
from app.cards.profiles.cpu68_parameters import Parameters, WalletUse
from app.cards.profiles.cpu68_tiers import TIERS, packed_tiers
from app.cards.profiles.fields import Code, Field, Record
from app.cards.profiles.maker_contents import counts, shown_contents
from app.cards.secrets import CardFile
from app.domain.cards import (
    CardContents,
    CardForm,
    ChargingType,
    MeterParameters,
    MeterStatus,
    ReadBack,
    ReadBackPhase,
    UtilityKind,
)
from app.domain.plans import CardImage, Step

CHARGING_CODES: dict[ChargingType, int] = {
    ChargingType.VOLUME: 1,
    ChargingType.MONEY: 2,
    ChargingType.MONEY_TIERED: 3,
}
"""The post-paid types 4 to 6 are not sold."""

MONTHS = 24
MONTHS_TOLD = 12

PURCHASE = Frame(command=0x01, length_size=1, body_size=45)
RETURN = Frame(command=0x01, length_size=1, body_size=119)
WALLET_SIZE = 8

_PURCHASE_ID, _RETURN_ID, _WALLET_ID = 1, 2, 3


def purchase_record(parameters: Parameters) -> Record:
    """Body of the purchase file. Names are those of CardContents and MeterParameters."""
    order = parameters.byte_order
    return Record(
        Field("meter", Numeral(6, parameters.meter_digits)),
        Field("account", Numeral(6, parameters.account_digits)),
        Field("sub_meter", Amount(1)),
        Field("charging", Code(CHARGING_CODES)),
        Field("form", Code(FORM_CODES)),
        Field("meter_type", Count(1, order)),
        Field("updates", Count(1, order)),
        Field("load", Count(4, order)),
        Field("number", Count(2, order, LARGEST_NUMBER)),
        Field("alarm", Count(4, order)),
        Field("closing_alarm", Count(4, order)),
        Field("hoarding_limit", Count(4, order)),
        Field("overdraft", Count(4, order)),
        Field("pulses_per_unit", Count(2, order)),
        Field("reserved", Fixed(bytes(4))),
    )


def return_record(parameters: Parameters) -> Record:
    """Body of the return file. Names are those of ReadBack, and of the purchase file."""
    order = parameters.byte_order
    return Record(
        Field("meter", Numeral(6, parameters.meter_digits)),
        Field("account", Numeral(6, parameters.account_digits)),
        Field("sub_meter", Count(1, order)),
        Field("charging", Count(1, order)),
        Field("form", Count(1, order)),
        Field("meter_type", Count(1, order)),
        Field("updates", Count(1, order)),
        Field("reserved", Fixed(bytes(2))),
        Field("load", Count(4, order)),
        Field("number", Count(2, order)),
        Field("alarm", Count(4, order)),
        Field("closing_alarm", Count(4, order)),
        Field("hoarding_limit", Count(4, order)),
        Field("overdraft", Count(4, order)),
        Field("status", Count(2, order)),
        Field("remaining", SignedCount(4, order)),
        Field("total_credited", Count(4, order)),
        Field("total_used", Count(4, order)),
        Field("pulses", Count(4, order)),
        Field("this_month", Count(2, order)),
        Field("pulses_per_unit", Count(2, order)),
        Field("months", Counts(MONTHS, 2, order)),
        Field("written_on", Moment(8)),
    )


class FlowDirectory:
    """One directory of water, gas or heat; see :class:`Directory`."""

    charging: tuple[ChargingType, ...] = tuple(CHARGING_CODES)

    def __init__(
        self, kind: UtilityKind, identifier: int, tiers_id: int, parameters: Parameters
    ) -> None:
        """``identifier``: of the directory; ``tiers_id``: short identifier of its tier file."""
        self.kind = kind
        self.purchase_area = f"{kind}/purchase"
        self.return_area = f"{kind}/return"
        self._wallet_area = f"{kind}/wallet"
        self._tiers_area = f"{kind}/tiers"
        self._parameters = parameters
        self._purchase = purchase_record(parameters)
        self._return = return_record(parameters)
        self.files: tuple[CardFile, ...] = (
            CardFile(self.purchase_area, identifier, _PURCHASE_ID, PURCHASE.size),
            CardFile(self.return_area, identifier, _RETURN_ID, RETURN.size),
            CardFile(self._wallet_area, identifier, _WALLET_ID, WALLET_SIZE),
            CardFile(self._tiers_area, identifier, tiers_id, TIERS.size),
        )

    def state(self, image: CardImage) -> FrameState:
        """How the purchase file stands."""
        return PURCHASE.state(image.areas.get(self.purchase_area, b""), self._parameters.checksum)

    def contents(self, image: CardImage, place: int) -> CardContents:
        """What the purchase file says. Raises CardDamaged, CardForeign."""
        if self.state(image) is not FrameState.WHOLE:
            raise broken()
        try:
            values = self._purchase.unpack(PURCHASE.body(image.areas[self.purchase_area]))
        except ValueError as error:
            raise unknown_codes() from error
        charging: ChargingType = values["charging"]
        return shown_contents(
            place=place,
            form=values["form"],
            kind=self.kind,
            charging=charging,
            account=values["account"],
            meter=values["meter"],
            number=values["number"],
            load=values["load"] * credit_unit(self._parameters, charging),
        )

    def read_back(self, image: CardImage, charging: ChargingType) -> ReadBack:
        """What the return file says; a frame that is not whole is a meter's that was cut short.

        Such a meter has credited or will not before the file is emptied, so *begun* ("insert the
        card again") is right in both cases: it writes the file anew. Remaining and total credited
        are taken to count as the credit does, use as a volume.
        """
        data = image.areas.get(self.return_area, b"")
        state = self._return_state(data)
        if state is FrameState.EMPTY:
            return ReadBack()
        try:
            values = self._return.unpack(RETURN.body(data))
        except ValueError:
            state = FrameState.BROKEN
        if state is FrameState.BROKEN:
            return ReadBack(phase=ReadBackPhase.BEGUN)
        credit, volume = credit_unit(self._parameters, charging), self._parameters.unit
        written = values["written_on"]
        return ReadBack(
            phase=ReadBackPhase.FINAL,
            number=values["number"],
            remaining=values["remaining"] * credit,
            total_credited=values["total_credited"] * credit,
            total_used=values["total_used"] * volume,
            status=self._status(values["status"]),
            written_on=None if written is None else written.date(),
            months=tuple(month * volume for month in values["months"][:MONTHS_TOLD]),
        )

    def returned_by(self, image: CardImage) -> str:
        """The meter that wrote the return file; empty where that does not say."""
        data = image.areas.get(self.return_area, b"")
        if self._return_state(data) is not FrameState.WHOLE:
            return ""
        try:
            meter: str = self._return.unpack(RETURN.body(data))["meter"]
        except ValueError:
            return ""
        return meter

    def number_steps(self, contents: CardContents) -> tuple[Step, ...]:
        """Purchase file, then wallet. Raises ContentsUnfit."""
        load = counts(
            "load",
            contents.load,
            credit_unit(self._parameters, contents.charging),
            self._parameters.largest_load,
        )
        body = self._purchase.pack(self._purchase_values(contents, load))
        purchase = write(self.purchase_area, PURCHASE.wrap(body, self._parameters.checksum))
        if self._parameters.wallet is WalletUse.UNUSED:
            return (purchase,)
        wallet = wallet_record(self._parameters.byte_order)
        values = {"load": load, "number": contents.number}
        return purchase, write(self._wallet_area, wallet.pack(values))

    def tariff_steps(self, contents: CardContents) -> tuple[Step, ...]:
        """The tier file where the card tells the meter tiers. Raises ContentsUnfit."""
        if contents.tariff is None or not self._tier_updates(contents):
            return ()
        return (write(self._tiers_area, packed_tiers(contents.tariff, self._parameters)),)

    def emptying_step(self) -> Step:
        """The return file as it is before a meter has written."""
        file = file_of(self.files, self.return_area)
        return write(self.return_area, emptied(file, self._parameters))

    def _return_state(self, data: bytes) -> FrameState:
        return RETURN.state(data, self._parameters.checksum)

    def _purchase_values(self, contents: CardContents, load: int) -> dict[str, object]:
        told = contents.parameters or MeterParameters(pulses_per_unit=0)
        unit = credit_unit(self._parameters, contents.charging)
        limits = {
            name: counts(name, getattr(told, name), unit)
            for name in ("alarm", "closing_alarm", "hoarding_limit", "overdraft")
        }
        return {
            "meter": contents.meter,
            "account": contents.account,
            "sub_meter": self._parameters.sub_meter,
            "charging": contents.charging,
            "form": contents.form,
            "meter_type": self._parameters.meter_types[self.kind],
            "updates": self._updates(contents),
            "load": load,
            "number": contents.number,
            **limits,
            "pulses_per_unit": told.pulses_per_unit,
            "reserved": None,
        }

    def _updates(self, contents: CardContents) -> int:
        parameters = 0 if contents.parameters is None else UPDATES_PARAMETERS
        return parameters | self._tier_updates(contents)

    def _tier_updates(self, contents: CardContents) -> int:
        """An opening card sets both tariffs, any other only the one that follows (2.4, 4.2)."""
        if contents.tariff is None or contents.charging is not ChargingType.MONEY_TIERED:
            return 0
        current = UPDATES_CURRENT_TIERS if contents.form is CardForm.OPENING else 0
        following = 0 if contents.tariff.following is None else UPDATES_BACKUP_TIERS
        return current | following

    def _status(self, word: int) -> int:
        bits = MeterStatus.NONE
        for at, bit in enumerate(self._parameters.status_bits):
            if word >> at & 1:
                bits |= bit
        return int(bits)
