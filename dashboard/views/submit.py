"""Submit: check a file, put right what is found, submit it, keep the receipt."""

from dashboard.parts import findings, page, submission, template, visit

here = visit.here()
page.head(here, "submit", synthetic=False)
here.keep()

file = submission.choose_file(here)
if file:
    answer = submission.check(here, file)
    submission.verdict(here, answer)
    findings.table(here, answer)
    findings.take_along(here, answer, data=file.data, name=file.name)
    submission.tidied(here, answer)
    submission.submit(here, file, answer)

page.section(here, "template")
template.offer(here)

page.section(here, "history")
submission.history(here)
