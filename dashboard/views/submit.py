"""Submit: check a file, put right what is found, submit it, explain what is unusual, keep the receipt, look back."""

from dashboard.parts import agency, changes, findings, history, notices, page, submission, template, visit, waivers

here = visit.here()
page.head(here, "submit", synthetic=False)
here.keep()

whose = agency.known(here)
received = history.received(here, whose)

file = submission.choose_file(here)
if file:
    answer = None
    with notices.patience(here, "check"):
        answer, comparisons = submission.check(here, file, whose)
        submission.verdict(here, answer, whose)
        findings.table(here, answer)
        findings.take_along(here, answer, data=file.data, name=file.name)
        submission.tidied(here, answer)
        changes.show(here, comparisons)
        waivers.wish(here, answer.findings, whose)
    with notices.patience(here, "submit"):
        submission.submit(here, file, answer, whose)

page.section(here, "template")
template.offer(here, whose)

page.section(here, "history")
history.look_up(here, whose)
history.table(here, received, whose)
history.standing(here, received, whose)
chosen = history.choose(here, received)
if chosen:
    with notices.patience(here, "desk"):
        history.desk(here, chosen, whose, in_hand=submission.in_hand(file))
waivers.table(here, whose)
