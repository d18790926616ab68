"""Submit: check a file, put right what is found, submit it, keep the receipt."""

from dashboard.parts import page, submission, template, visit

here = visit.here()
page.head(here, "submit", synthetic=False)
here.keep()

file = submission.choose_file(here)
if file:
    answer = submission.check(here, file)
    submission.verdict(here, answer)
    submission.findings(here, answer)
    submission.tidied(here, answer)
    submission.submit(here, file, answer)

page.section(here, "template")
template.offer(here)

page.section(here, "history")
submission.history(here)
