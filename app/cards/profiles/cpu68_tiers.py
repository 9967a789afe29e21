"""The tier file of water, gas and heat: two sets of prices by use, and when the second begins.

Source: notes/domain.md 6.1.
"""

from __future__ import annotations

from app.cards.profiles.cpu68_codecs import Count, Counts, Moment
from app.cards.profiles.cpu68_frame import Frame
from app.cards.profiles.cpu68_parameters import Parameters
from app.cards.profiles.fields import ContentsUnfit, Field, Record
from app.cards.profiles.maker_contents import counts
from app.domain.meter_tariff import MOST_TIERS, MeterTariff, TierSet
from app.domain.text import _

TIERS = Frame(command=0x01, length_size=1, body_size=101)


def tiers_record(parameters: Parameters) -> Record:
    """Body of the tier file. The number of tiers takes one byte in the first set, four in the
    second; a set has the starts of tiers 2 to 6 and the prices of tiers 1 to 6."""
    order = parameters.byte_order
    return Record(
        Field("tiers", Count(1, order, MOST_TIERS)),
        Field("starts", Counts(MOST_TIERS - 1, 4, order)),
        Field("prices", Counts(MOST_TIERS, 4, order)),
        Field("next_tiers", Count(4, order, MOST_TIERS)),
        Field("next_starts", Counts(MOST_TIERS - 1, 4, order)),
        Field("next_prices", Counts(MOST_TIERS, 4, order)),
        Field("switch_at", Moment(8)),
    )


def packed_tiers(tariff: MeterTariff, parameters: Parameters) -> bytes:
    """The whole file; without a following set, the second is the first again.

    Raises ContentsUnfit.
    """
    following = tariff.following or tariff.current
    body = tiers_record(parameters).pack(
        {
            "tiers": len(tariff.current.prices),
            "starts": starts_of(tariff.current, parameters, MOST_TIERS - 1),
            "prices": prices_of(tariff.current, parameters, MOST_TIERS),
            "next_tiers": len(following.prices),
            "next_starts": starts_of(following, parameters, MOST_TIERS - 1),
            "next_prices": prices_of(following, parameters, MOST_TIERS),
            "switch_at": tariff.switch_at,
        }
    )
    return TIERS.wrap(body, parameters.checksum)


def starts_of(tiers: TierSet, parameters: Parameters, room: int) -> tuple[int, ...]:
    """Counts of use at which each tier after the first begins; the last one again where none does.

    So a meter that does not count the tiers still comes to the last price. Raises ContentsUnfit.
    """
    starts = [counts("starts", start, parameters.unit) for start in tiers.starts[1:]]
    return _filled("starts", starts or [0], room)


def prices_of(tiers: TierSet, parameters: Parameters, room: int) -> tuple[int, ...]:
    """Counts of price of each tier; the last one again where there is none. Raises as above."""
    prices = [counts("prices", price, parameters.price_unit) for price in tiers.prices]
    return _filled("prices", prices, room)


def _filled(field: str, values: list[int], room: int) -> tuple[int, ...]:
    if len(values) > room:
        raise ContentsUnfit(field, _("there is room for {most} of them").format(most=room))
    return (*values, *[values[-1]] * (room - len(values)))
