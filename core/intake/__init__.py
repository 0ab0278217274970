"""bytes → Submission: the arrow that reads a workbook, cell by cell, and judges nothing.

The path: `spawn` asks a child process (`reader`) for the sheets as `grid`s; `workbook` tells which is which
(`sheets`), finds their columns (`layout`, `header_units`) and hands each to `form`, `monthly`, `plan`,
`claims` or `ledgers`, which type their cells with `cells` (numbers in `measures`, months in `moments`)
and collect `problems`.  `ours` are the sheets that a scoring added.  `sent` keeps the
sender's own cells beside what they came to, for an export that hands them on.

Each problem has a place (`answers`) and what can be said to it (`offers`).  What the sender has said
is `told` to the readers, which read a cell, a column, a row or a sheet as said (`retold`); questions of
later stages are sorted out in `figures`.  `ledger_csv` reads a ledger that comes as a CSV.  `opened` keeps the cells, to be read again and to be shown.

**Problem codes.**  Problems of cells carry in `details`: `column` (Text), `type` (of the column),
`unit` (Text, where it has one), `choices` (Texts, where it has a closed list), `count` (cells, where
`cell` is a range); in the table these are not repeated.  `understood` is the value as read, as text.

Refusals (RefusedWorkbook; the sheet, and the cell or row, where what is damaged or too large lies in one):

=======================  ==========================================  ================================
code                     meaning                                     details
=======================  ==========================================  ================================
empty_file               0 bytes
not_a_workbook           another kind of file                        kind: text binary xml pdf picture ole
                                                                     zip zipped_workbook numbers office
html                     a web page saved as .xlsx
encrypted                opens with a password only
old_xls, xlsb, ods       another spreadsheet format: save as .xlsx
strict                   Strict Open XML: save as an ordinary .xlsx
truncated                the file ends early: copied incompletely
damaged                  its bytes contradict each other             part (sometimes)
encoding                 XML that is not UTF-8
doctype                  XML with a DOCTYPE
unsafe_package           names or places no office program writes    part (sometimes)
too_many_parts           more members than allowed                   limit
bomb                     unpacks to an absurd size                   part
too_large                larger than allowed                         limit (MiB), part (sometimes)
too_wide                 used cells too far apart                    rows, columns
too_slow                 reading took too long                       limit (seconds)
too_much_memory          reading took too much memory
reader_died              the reader stopped without an answer
no_basics                no sheet 基本信息                            sheet (Text), sheets (titles found)
=======================  ==========================================  ================================

Errors (the cell, row, column or sheet is not used):

=======================  ==========================================  ================================
unreadable               text that is no number, month or date
error_cell               a cell showing #DIV/0! and the like
formula_without_value    a formula saved without its value: open in Excel or WPS and save
truth_in_number          TRUE or FALSE where a number belongs
date_in_number           a date or time where a number belongs
percent_in_number        a percentage where a number belongs
unit_conflict            a number with a unit that is not ours       expected_unit (str)
shown_multiplied         a format shows 万 behind a number that is not in 万
negative, not_whole      below 0; a fraction where things are counted
too_large, too_small     of an absurd size
ditto                    同上 where a name belongs
month_as_number          2025.1 typed as a number: January or October?  first, last (of a stretch whose months can be told)
serial_number            a day as Excel counts it                    date (ISO, what it would mean)
year_out_of_range        a year before 2000 or after 2100
not_yes_or_no            neither 是 nor 否
not_in_list              none of `choices`                           unknown (several: which)
digits_lost              a long code typed as a number
no_header                no header row in the first ten rows         columns (Texts expected)
column_missing           a sheet without its key column              column (Text)
header_twice             two like headers that differ; none used     column, cells
item_twice               two like items of 基本信息 that differ       column, cells
too_many_rows            only the first of them are read              count
month_missing            figures without a month                     column
month_twice_differs      two rows of a month; what differs unused    month, first_row, row, columns
criterion_twice_differs  two rows of an id; what differs unused
review_does_not_fit      a review that its status does not allow     status (as written)
share_above_one          a target above 100 %                        understood
pilot_end_before_start   24 months are taken instead                 start, understood
=======================  ==========================================  ================================

Warnings (a default of ours is used):

=======================  ==========================================  ================================
pilot_default            a blank pilot month                         column, understood
=======================  ==========================================  ================================

Questions (used as read; please check):

=======================  ==========================================  ================================
text_number              a number stored as text                     understood
text_unit                a number as text with a unit                understood
unit_converted           the header names another unit than ours     understood, expected_unit (str)
unit_differs             the header's unit cannot be converted       expected_unit, header_unit (str)
shown_divided            a format shows the number divided           understood (the number held)
shown_otherwise          a format shows other words or digits        understood (the number held)
percent_below_one        a plain number between 0 and 1 in a % column  understood
percent_plain            a share's target above 1 typed as percent   understood
fraction_plain           a share's target up to 1 typed as fraction  understood
month_text               2025.1 as text: read as January             understood
month_only               a month where a day belongs                 understood
other_separator          names separated by a comma, read as one     understood
credit_code              not a possible 统一社会信用代码               kind (check, checks: its last character), count
sheet_twice              another sheet of the same role is used      used (title), role (Text)
sheet_not_read           looks like a missing sheet by its headers   role (Text)
names_alike              a name that differs from another by marks only  understood, other
blank_name               a record without a name; it counts
ditto_name, example_name  同上 for a name; one left over from an example
sheet_by_content         read as 基本信息, which no sheet is named     role (Text)
unit_above               a line above says another unit of money     column
blank_status             a status such as 无 or /, read as blank
criteria_without_row     items of the pilot's type have no row
hidden_sheet             read although hidden                        role (Text)
hidden_rows              read although hidden                        count, rows (the first ten)
hidden_columns           read although hidden                        columns (Texts)
merged_cells             only the first of them holds anything       column (Text)
header_twice_one_used    two headers for one column                  column, cells, used (letter)
item_twice_one_used      two items of 基本信息 for one                column, cells, used
unknown_column           not known, but like a missing column        candidates (Texts)
unknown_item             an item of 基本信息 like a missing one        candidates (Texts)
header_note              a word such as 累计 in the header's brackets  column
total_row, remark_row    left out                                    count (where several)
blank_cell               counts for nothing, or for less
header_again             a row that repeats the header: left out
table_below              another table below, with its own header: left out
columns_not_found        columns that the pilot's type needs         columns (Texts)
month_twice              two rows of a month, the same               month, first_row, row
month_outside_pilot      kept                                        start, end
criterion_twice          two rows of an id, the same
criterion_missing        a row without its id; not used
unknown_criterion        an id that no pilot type has; not used
equal_names              rows of equal name; each counts             column, first (cell), count
day_twice                rows of one day; both count                 column, first (cell), count
end_before_start         ends before it starts
code_with_several_names  one code under several names: one body      column, credit_code, count
=======================  ==========================================  ================================
"""

from __future__ import annotations

from collections.abc import Sequence

from core.intake import cells, measures, words
from core.intake.answers import from_rows
from core.intake.limits import DEFAULT_LIMITS, Limits
from core.intake.opened import Opened, Picture, opened, pictures
from core.intake.sent import Sent, as_sent
from core.intake.spawn import frame, unpacked
from core.intake.workbook import interpret
from core.model import Answer, Rulebook, Submission

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "Opened",
    "Picture",
    "Sent",
    "forget",
    "opened",
    "pictures",
    "read",
    "read_as_sent",
]


def read(
    raw: bytes | Opened,
    rulebook: Rulebook,
    answers: Sequence[Answer] | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> Submission:
    """The workbook as typed cells with every problem found; RefusedWorkbook where it cannot be judged.

    `answers` are what its sender has said of problems; None for those that a scored workbook keeps.
    """
    try:
        fetched = raw.fetched if isinstance(raw, Opened) else unpacked(frame(raw, limits))
        said = from_rows(fetched.receipt) if answers is None else answers
        return interpret(fetched.grids, rulebook, said)
    finally:
        forget()


def read_as_sent(
    raw: bytes, rulebook: Rulebook, answers: Sequence[Answer] | None = None, *, limits: Limits = DEFAULT_LIMITS
) -> Sent:
    """The same workbook with the sender's own cells beside what they came to; whoever is done calls `forget`."""
    fetched = unpacked(frame(raw, limits))
    return as_sent(fetched.grids, rulebook, from_rows(fetched.receipt) if answers is None else answers)


def forget() -> None:
    """Nothing of one workbook's words stays behind for the next: the memos serve a single reading."""
    for memo in (words.word, words.header, measures.read_measure, cells.day):
        memo.cache_clear()
