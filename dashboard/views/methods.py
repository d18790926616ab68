"""Methods: what the figures mean, by which rules submissions are examined, what is hidden, who owes what."""

from dashboard import editions
from dashboard.parts import legend, methods, page, selection

PARTS = ("indicators", "collections", "codes", "rules", "hiding", "members")

here = page.opened("methods", synthetic=False)
part = selection.part(here, PARTS)
here.keep("part")

page.section(here, f"methods.{part}", threshold=here.edition.threshold)
if part == "indicators":
    methods.indicators(here)
elif part == "collections":
    methods.collections(here)
elif part == "codes":
    methods.codes(here)
elif part == "rules":
    methods.rules(here)
elif part == "hiding":
    legend.figures(here)
else:
    methods.members(here, editions.members(here.edition))
    methods.rounds(here, editions.rounds(here.edition))
page.foot(here)
