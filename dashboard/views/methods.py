"""Methods: what the figures mean, by which rules submissions are examined, what is hidden, who owes what."""

from dashboard import editions
from dashboard.parts import legend, methods, page, rule_pages, selection, visit

OF_CONTRACTS = ("indicators", "collections", "codes", "rules")  # known before anything is published
OF_EDITION = ("hiding", "members")

here = visit.here()
page.head(here, "methods", synthetic=False)
part = selection.part(here, (*OF_CONTRACTS, *OF_EDITION) if here.published else OF_CONTRACTS)

page.section(here, f"methods.{part}", threshold=here.published.threshold if here.published else None)
if part == "indicators":
    methods.indicators(here)
elif part == "collections":
    methods.collections(here)
elif part == "codes":
    methods.codes(here)
elif part == "rules":
    rule_pages.chosen(here)
    methods.rules(here)
elif part == "hiding":
    legend.figures(here)
else:
    methods.members(here, editions.members(here.edition))
    methods.rounds(here, editions.rounds(here.edition))
here.keep("part", *([rule_pages.RULE] if part == "rules" else []))
page.foot(here)
