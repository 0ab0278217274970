"""A workbook → next month's workbook: the sender's cells in a fresh template, the new month's row waiting.

`leaf` and `form` lay the old cells out anew (`rows` says in which order, `values` as what); `marks`
finds the new place of every problem; `paper` words the rows; `remarks` says in the guide what was done.
"""

from core.workbooks.next_month.workbook import next_months_workbook

__all__ = ["next_months_workbook"]
