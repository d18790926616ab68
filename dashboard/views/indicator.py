"""Indicator: one figure over time, between countries, in its parts; and what it means."""

from dashboard import editions
from dashboard.parts import definitions, downloads, legend, page, rankings, revised, selection, tiles, trends
from data_contracts.edition import NETWORK

here = page.opened("indicator")
card, quarter, breakdown, countries = selection.indicator(here)
here.keep("indicator", "quarter", "breakdown", "country")

found = editions.figures(here.edition, indicators=(card.id,))
selection.title(here, card)
tiles.compared(here, card, found, countries=countries, quarter=quarter)

page.section(here, "trend")
trends.chart(here, card, found, countries=countries)
trends.table(here, card, found, countries=countries)
legend.figures(here)

page.section(here, "ranking", quarter=here.words.quarter(quarter))
rankings.ranking(here, card, found, quarter=quarter, countries=countries)

if breakdown:
    page.section(here, "breakdown", dimension=here.words.dimension(card.collection, breakdown))
    parts = editions.figures(here.edition, indicators=(card.id,), quarter=quarter, dimension=breakdown)
    rankings.breakdown(here, card, parts, found, dimension=breakdown, countries=countries)

revised.show(here, card, country=countries[0] if countries else NETWORK)

page.section(here, "definition")
definitions.show(here, card)
downloads.csv_button(here.words("download.figures"), found, name=f"{card.id}.csv")
page.foot(here)
