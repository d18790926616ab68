"""Quality: how complete and how punctual the members' deliveries are."""

from dashboard import editions
from dashboard.parts import downloads, grids, legend, page, selection, tiles
from data_contracts.edition import NETWORK

MEASURES = ("Q_R1", "Q_TP3", "Q_FPA")

here = page.opened("quality")
quarter = selection.quarter(here)
courses = editions.figures(here.edition, indicators=MEASURES, countries=(NETWORK,))
tiles.headlines(here, courses, indicators=MEASURES, quarter=quarter)

page.section(here, "quality.grid")
card = selection.measure(here, MEASURES)
here.keep("quarter", "measure")
found = editions.figures(here.edition, indicators=(card.id,))
grids.of_figures(here, card, found, countries=editions.countries(here.edition))
legend.figures(here)
downloads.csv_button(here.words("download.figures"), found, name=f"{card.id}.csv")

page.section(here, "quality.collections", quarter=here.words.quarter(quarter))
delivered = editions.deliveries(here.edition, quarter=quarter)
grids.of_deliveries(here, delivered, down="country", across="collection")
legend.deliveries(here, ("delivered", "nil", "returned", "missing", "waiting", "exempt"))
downloads.csv_button(here.words("download.deliveries"), delivered, name=f"deliveries-{quarter}.csv")
page.foot(here)
