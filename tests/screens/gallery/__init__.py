"""Every screen at each of its stages, brought about by keys and cards: one page each.

The clock is set, cards and numbers come from a seed: a page always shows the same.
"""

from __future__ import annotations

from tests.screens.gallery.account_money import ACCOUNT_MONEY
from tests.screens.gallery.agents import AGENTS
from tests.screens.gallery.blacklist import BLACKLIST
from tests.screens.gallery.cards_out import CARDS_OUT
from tests.screens.gallery.cash_moves import CASH_MOVES
from tests.screens.gallery.corrections import CORRECTIONS
from tests.screens.gallery.customers import CUSTOMERS
from tests.screens.gallery.desk_pages import DESK
from tests.screens.gallery.dial_readings import DIAL_READINGS
from tests.screens.gallery.drawer_changes import DRAWER_CHANGES
from tests.screens.gallery.endings import ENDINGS
from tests.screens.gallery.first_start import FIRST_START
from tests.screens.gallery.function_cards import FUNCTION_CARDS
from tests.screens.gallery.grants import GRANTS
from tests.screens.gallery.head_office import HEAD_OFFICE
from tests.screens.gallery.inquiry import INQUIRY
from tests.screens.gallery.invoice_stock import INVOICE_STOCK
from tests.screens.gallery.job_pages import JOB_PAGES
from tests.screens.gallery.meter_changes import METER_CHANGES
from tests.screens.gallery.operators import OPERATORS
from tests.screens.gallery.page import AnyPage
from tests.screens.gallery.receipt_forms import RECEIPT_FORMS
from tests.screens.gallery.reports import REPORTS
from tests.screens.gallery.rules import RULES
from tests.screens.gallery.safe import IN_THE_SAFE
from tests.screens.gallery.selling import SELLING
from tests.screens.gallery.settings import SETTINGS
from tests.screens.gallery.settling import SETTLING
from tests.screens.gallery.several import SEVERAL
from tests.screens.gallery.tax_invoices import TAX_INVOICES
from tests.screens.gallery.tenders import TENDERS

_ALL: tuple[AnyPage, ...] = (
    *DESK,
    *JOB_PAGES,
    *SELLING,
    *CORRECTIONS,
    *SEVERAL,
    *SETTLING,
    *METER_CHANGES,
    *CARDS_OUT,
    *FUNCTION_CARDS,
    *ENDINGS,
    *CUSTOMERS,
    *SETTINGS,
    *RULES,
    *BLACKLIST,
    *ACCOUNT_MONEY,
    *INQUIRY,
    *REPORTS,
    *DIAL_READINGS,
    *AGENTS,
    *CASH_MOVES,
    *IN_THE_SAFE,
    *DRAWER_CHANGES,
    *TAX_INVOICES,
    *TENDERS,
    *RECEIPT_FORMS,
    *INVOICE_STOCK,
    *GRANTS,
    *FIRST_START,
    *OPERATORS,
    *HEAD_OFFICE,
)
PAGES = {page.name: page for page in _ALL}
"""All of them, by name."""
