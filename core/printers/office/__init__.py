"""A batch → the summary workbook of an office, and who has filed as CSV.

workbook   files, pilots, a sheet a criterion, problems, who has filed, what moved, what another notice changes
totals     how many pilots and criteria of each kind, as formulas over the rows of the other sheets
"""

from core.printers.office.workbook import filing_csv, summary
