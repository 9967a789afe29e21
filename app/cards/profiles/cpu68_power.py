"""Electricity on a ``cpu68`` card: parameter file, wallet, two rate files, return file.

State Grid's user card, directory DF01. Number and load stand in the wallet; meters count money. The
rate files have room for 258 bytes, of which their structure uses the first 203: the other 55 are
neither read nor written. Source: notes/domain.md 6.2.
"""

from __future__ import annotations

from app.cards.profiles.cpu68_codecs import Amount, Count, Counts, Fixed, Moment, Numeral
from app.cards.profiles.cpu68_directory import (
    FORM_CODES,
    UPDATES_BACKUP_RATE,
    UPDATES_BACKUP_TIERS,
    UPDATES_CURRENT_RATE,
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
from app.cards.profiles.cpu68_parameters import Parameters
from app.cards.profiles.cpu68_tiers import prices_of, starts_of
from app.cards.profiles.fields import Code, ContentsUnfit, Field, Record
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
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.plans import CardImage, Step
from app.domain.text import _

DIRECTORY = 0xDF01
PARAMETERS = Frame(command=0x01, length_size=2, body_size=39)
RATES = Frame(command=0x01, length_size=2, body_size=197)
RETURN = Frame(command=0x11, length_size=2, body_size=43)
WALLET_SIZE = 8

TYPE_CODES: dict[ChargingType, int] = {ChargingType.MONEY: 1, ChargingType.MONEY_TIERED: 3}
"""User types: one rate, tiers. Rates by time of day (2 and 4) are not sold."""

_RATES = 32
_LIMITS = 6
_TIER_PRICES = 7
_RATIO_AT = slice(5, 8)
"""The current transformer's ratio in the return file: zero in an empty one."""


def parameters_record(parameters: Parameters) -> Record:
    """Body of the parameter file. Names are those of CardContents and MeterParameters.

    That alarms are written in decimal digits, as amounts of State Grid's parameters are, is
    assumed; so are version 0 and one rate.
    """
    return Record(
        Field("charging", Code(TYPE_CODES)),
        Field("updates", Count(1, "big")),
        Field("version", Fixed(bytes(4))),
        Field("switch_at", Moment(5)),
        Field("rates", Count(1, "big")),
        Field("alarm", Amount(4)),
        Field("closing_alarm", Amount(4)),
        Field("current_ratio", Amount(3)),
        Field("voltage_ratio", Amount(3)),
        Field("meter", Numeral(6, parameters.meter_digits)),
        Field("account", Numeral(6, parameters.account_digits)),
        Field("form", Code(FORM_CODES)),
    )


def rates_record(parameters: Parameters) -> Record:
    """Body of a rate file."""
    return Record(
        Field("rates", Counts(_RATES, 4, "big")),
        Field("limits", Counts(_LIMITS, 4, "big")),
        Field("prices", Counts(_TIER_PRICES, 4, "big")),
        Field("settlement_days", Fixed(parameters.settlement_days)),
        Field("switch_at", Moment(5)),
    )


def return_record(parameters: Parameters) -> Record:
    """Body of the return file. Names are those of ReadBack."""
    return Record(
        Field("user_type", Count(1, "big")),
        Field("current_ratio", Amount(3)),
        Field("voltage_ratio", Amount(3)),
        Field("meter", Numeral(6, parameters.meter_digits)),
        Field("account", Numeral(6, parameters.account_digits)),
        Field("remaining", Count(4, "big")),
        Field("number", Count(4, "big")),
        Field("overdraft", Amount(4)),
        Field("key_info", Count(4, "big")),
        Field("illegal_cards", Amount(3)),
        Field("written_on", Moment(5)),
    )


class PowerDirectory:
    """The directory of electricity; see :class:`Directory`."""

    kind = UtilityKind.ELECTRICITY
    charging: tuple[ChargingType, ...] = tuple(TYPE_CODES)
    purchase_area = "electricity/parameters"
    return_area = "electricity/return"
    wallet_area = "electricity/wallet"
    rates_area = "electricity/rates"
    backup_area = "electricity/backup"
    files: tuple[CardFile, ...] = (
        CardFile(purchase_area, DIRECTORY, 1, PARAMETERS.size),
        CardFile(wallet_area, DIRECTORY, 2, WALLET_SIZE),
        CardFile(rates_area, DIRECTORY, 3, RATES.size),
        CardFile(backup_area, DIRECTORY, 4, RATES.size),
        CardFile(return_area, DIRECTORY, 5, RETURN.size),
    )

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._record = parameters_record(parameters)
        self._return = return_record(parameters)
        self._wallet = wallet_record("big")

    def state(self, image: CardImage) -> FrameState:
        """How the parameter file stands."""
        data = image.areas.get(self.purchase_area, b"")
        return PARAMETERS.state(data, self._parameters.checksum)

    def contents(self, image: CardImage, place: int) -> CardContents:
        """What parameter file and wallet say. Raises CardDamaged, CardForeign."""
        wallet = image.areas.get(self.wallet_area, b"")
        if self.state(image) is not FrameState.WHOLE or len(wallet) != WALLET_SIZE:
            raise broken()
        try:
            values = self._record.unpack(PARAMETERS.body(image.areas[self.purchase_area]))
        except ValueError as error:
            raise unknown_codes() from error
        bought = self._wallet.unpack(wallet)
        charging: ChargingType = values["charging"]
        return shown_contents(
            place=place,
            form=values["form"],
            kind=self.kind,
            charging=charging,
            account=values["account"],
            meter=values["meter"],
            number=bought["number"],
            load=bought["load"] * credit_unit(self._parameters, charging),
        )

    def read_back(self, image: CardImage, charging: ChargingType) -> ReadBack:
        """What the return file says; these meters tell no totals.

        A file that is neither empty nor whole is a meter's that was cut short: see FlowDirectory.
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
        illegal = MeterStatus.ILLEGAL_CARD if values["illegal_cards"] else MeterStatus.NONE
        left = values["remaining"] - values["overdraft"]
        written = values["written_on"]
        return ReadBack(
            phase=ReadBackPhase.FINAL,
            number=values["number"],
            remaining=left * credit_unit(self._parameters, charging),
            totals=False,
            status=int(illegal),
            written_on=None if written is None else written.date(),
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
        """Parameter file, then wallet, which carries the number. Raises ContentsUnfit."""
        unit = credit_unit(self._parameters, contents.charging)
        load = counts("load", contents.load, unit, self._parameters.largest_load)
        wallet = self._wallet.pack({"load": load, "number": contents.number})
        body = self._record.pack(self._values(contents, unit))
        return (
            write(self.purchase_area, PARAMETERS.wrap(body, self._parameters.checksum)),
            write(self.wallet_area, wallet),
        )

    def tariff_steps(self, contents: CardContents) -> tuple[Step, ...]:
        """The rate files that the meter is told to take. Raises ContentsUnfit."""
        tariff = contents.tariff
        if tariff is None:
            return ()
        steps = []
        if contents.form is CardForm.OPENING:
            data = self._packed_rates(tariff.current, tariff, contents.charging)
            steps.append(write(self.rates_area, data))
        if tariff.following is not None:
            data = self._packed_rates(tariff.following, tariff, contents.charging)
            steps.append(write(self.backup_area, data))
        return tuple(steps)

    def emptying_step(self) -> Step:
        """The return file as it is before a meter has written."""
        file = file_of(self.files, self.return_area)
        return write(self.return_area, emptied(file, self._parameters))

    def _return_state(self, data: bytes) -> FrameState:
        state = RETURN.state(data, self._parameters.checksum)
        if state is not FrameState.EMPTY or not data:
            return state
        file = file_of(self.files, self.return_area)
        empty = not any(data[_RATIO_AT]) or data == emptied(file, self._parameters)
        return FrameState.EMPTY if empty else FrameState.BROKEN

    def _values(self, contents: CardContents, unit: int) -> dict[str, object]:
        told = contents.parameters or MeterParameters()
        return {
            "charging": contents.charging,
            "updates": self._updates(contents),
            "version": None,
            "switch_at": None if contents.tariff is None else contents.tariff.switch_at,
            "rates": 1,
            "alarm": counts("alarm", told.alarm, unit),
            "closing_alarm": counts("closing_alarm", told.closing_alarm, unit),
            "current_ratio": 1,
            "voltage_ratio": 1,
            "meter": contents.meter,
            "account": contents.account,
            "form": contents.form,
        }

    def _updates(self, contents: CardContents) -> int:
        """An opening card sets both tariffs, any other only the one that follows (2.4, 4.2)."""
        tiered = contents.charging is ChargingType.MONEY_TIERED
        updates = 0 if contents.parameters is None else UPDATES_PARAMETERS
        if contents.tariff is None:
            return updates
        if contents.form is CardForm.OPENING:
            updates |= UPDATES_CURRENT_TIERS if tiered else UPDATES_CURRENT_RATE
        if contents.tariff.following is not None:
            updates |= UPDATES_BACKUP_TIERS if tiered else UPDATES_BACKUP_RATE
        return updates

    def _packed_rates(self, tiers: TierSet, tariff: MeterTariff, charging: ChargingType) -> bytes:
        """A rate file: one price for all rates, or tiers over rates of zero."""
        tiered = charging is ChargingType.MONEY_TIERED
        if not tiered and len(tiers.prices) > 1:
            raise ContentsUnfit("prices", _("a meter with one price takes only one"))
        rate = 0 if tiered else prices_of(tiers, self._parameters, 1)[0]
        body = rates_record(self._parameters).pack(
            {
                "rates": (rate,) * _RATES,
                "limits": starts_of(tiers, self._parameters, _LIMITS) if tiered else (0,) * _LIMITS,
                "prices": prices_of(tiers, self._parameters, _TIER_PRICES)
                if tiered
                else (0,) * _TIER_PRICES,
                "settlement_days": None,
                "switch_at": tariff.switch_at,
            }
        )
        return RATES.wrap(body, self._parameters.checksum)
