"""Overview: who has reported, where the network stands, what is new."""

from dashboard import editions
from dashboard.parts import arrivals, legend, page, reporting, selection, tiles
from data_contracts.edition import NETWORK

HEADLINES = ("NET_01", "INT_02", "INT_07", "EXI_04", "POC_03", "TRN_01", "TLK_02", "PAR_01")
NEWEST = 12

here = page.opened("overview")
quarter = selection.quarter(here)
here.keep("quarter")

page.section(here, "reporting")
members = editions.reporting(here.edition, quarter=quarter)
reporting.sentence(here, members, quarter=quarter)
reporting.chips(here, members, quarter=quarter)
legend.deliveries(here, reporting.STATES)

page.section(here, "headlines")
courses = editions.figures(here.edition, indicators=HEADLINES, countries=(NETWORK,))
tiles.headlines(here, courses, indicators=HEADLINES, quarter=quarter)
legend.figures(here)

page.section(here, "news")
arrivals.table(here, editions.arrivals(here.edition, most=NEWEST), caption="news.title")
page.foot(here)
