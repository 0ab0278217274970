"""Rulebook → the workbook that a pilot fills in: an export that needs no submission.

`template_workbook` writes it; `Filling` puts content into it (the samples are made so); `next_month` puts
a sender's workbook into it.
"""

from core.workbooks.template.order import Filling
from core.workbooks.template.workbook import template_workbook
