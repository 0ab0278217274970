"""A workbook → next month's workbook: the sender's cells in a fresh template, the new month's row waiting.

`form` and `table` lay out the old cells on the new sheets (`rows`: in which order, `values`: as what);
`marks` finds the new place of every problem, and says the rest in the guide; `cells` writes the rows.
"""

from core.workbooks.next_month.workbook import next_months_workbook
