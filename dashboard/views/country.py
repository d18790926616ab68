"""Country: one member's figures against the network's, its deliveries, its versions."""

from dashboard import editions
from dashboard.parts import arrivals, downloads, grids, legend, page, profiles, selection
from data_contracts.edition import NETWORK

MOST = 200

here = page.opened("country")
country, quarter = selection.country(here)
here.keep("country", "quarter")

profiles.facts(here, editions.members(here.edition), country=country)
found = editions.figures(here.edition, countries=(country, NETWORK))

page.section(here, "country.deliveries")
delivered = editions.deliveries(here.edition, country=country)
grids.of_deliveries(here, delivered, down="collection", across="quarter")
legend.deliveries(here, ("delivered", "nil", "returned", "missing", "waiting", "exempt"))

page.section(here, "country.figures", quarter=here.words.quarter(quarter))
profiles.indicators(here, found, country=country, quarter=quarter)
legend.figures(here)
downloads.csv_button(here.words("download.figures"), found, name=f"{country}.csv")

page.section(here, "country.versions")
versions = editions.arrivals(here.edition, country=country, most=MOST)
arrivals.table(here, versions, caption="country.versions.title", of_one_country=True)
page.foot(here)
