"""Two assessments → what changed between their workbooks, and which cells moved a verdict.

compare   all of it, and what to ask where figures that are fixed changed
forms     基本信息, 月度统计, 年度目标, 定性自评: header by header, label by label, cell by cell
ledgers   two ledgers → rows added, rows removed, cells changed; matching finds the rows that are the same
criteria  each criterion then and now; touched finds what it rests on among all that changed
notices   one workbook by two notices

Records are matched by what they are about (a month, a criterion, an organisation, a day), never by
row number, so that a row put in between changes nothing but places.
"""

from core.comparison.compare import compare
from core.comparison.nouns import Comparison
