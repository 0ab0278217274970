"""Workbook + a CSV that is one of its ledgers (`core.intake.ledger_csv` reads it) → the workbook with that ledger.

    sheet   rows → cells: native numbers and dates where the text is exactly one, text everywhere else
    join    the sheet into the user's workbook, in place of an empty one of its kind; for the server in a child process

Everything after that (addresses, live formulas, the scored workbook) is as if the rows had been
typed there.  What cannot be joined is a RefusedWorkbook whose code begins with csv_.
"""

from core.workbooks.ledger_csv.join import is_csv, with_ledger, with_ledger_aside
