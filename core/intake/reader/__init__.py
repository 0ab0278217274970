"""The half of intake that runs in a process of its own: bytes → columns of raw cells.

It imports the standard library's C modules, `re` and python_calamine only, by relative paths, so that the child starts
in about 15 ms and knows nothing of the rest.  For the same reason there are no dataclasses here, and types are imported
for the type checker alone.

child.py    what the process does: limits, guard, reading, answer
guard.py    the package on trial: names, sizes, ratios, checksums, before any reader sees it
parts.py    workbook.xml and its rels: sheets, our own scored sheets
formats.py  styles.xml: formats and fonts that change what a number means
layouts.py  what a row looks like that calamine reads as XML means it
scan.py     a sheet's XML: error cells, formulas without a value, formatted cells, hidden rows
odd.py      the same of a sheet whose XML is odd, and the sheet written anew
written.py  our own sheets, cell by cell
letters.py  the letters of columns
encode.py   what is noted of a sheet; rows → columns as distinct values and codes
xml.py      expat, without a DOCTYPE
"""
