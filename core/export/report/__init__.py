"""Assessment → 自评报告.docx: what the screen says, in prose on paper.

report     the sections in their order
prose      rows of views → sentences        response   → the response table of Annex 3
pictures   charts of views → PNG, drawn with the font in fonts/
paper      what a section is written on: A4, styles, tables, pictures, page numbers; markup: its finer elements
typeface   fonts, sizes, distances          plain      text that a file can hold
"""

from core.export.report.report import report_document
from core.export.report.response import ResponseLine, ResponseRow, response_header, response_rows

__all__ = ["ResponseLine", "ResponseRow", "report_document", "response_header", "response_rows"]
