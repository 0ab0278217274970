"""Each criterion as formulas over the sender's own cells, with the value that we computed.

cells          what stands in the sender's cells, as a spreadsheet program sees it
sheets         our copies of columns and cells that are no native numbers, dates or words
spans          a column of a ledger as a formula reads it
conditions     "is surely so", "may be so" of every row, as array expressions
rows           the rows of a ledger: live at the date, on record, of one organisation
plan           what a criterion's formulas are, or why it has none
counts, figures, names
               formulas as data (core/model/formulas.py) → formulas of the spreadsheet
evidence       the status, evidence and review of an item → its outcome
registry       a criterion → its plan
"""

from core.workbooks.scored.live.cells import SentCells
from core.workbooks.scored.live.plan import Mode, Plan, Why
from core.workbooks.scored.live.registry import plans
from core.workbooks.scored.live.sheets import Copies

__all__ = ["Copies", "Mode", "Plan", "SentCells", "Why", "plans"]
