"""Assessment → 自评报告.docx: what the screen says, in prose on paper.

report     the sections in their order
prose      rows of views → sentences
pictures   charts of views → PNG, drawn with the font in fonts/
paper      what a section is written on: A4, styles, tables, pictures, page numbers; markup: its finer elements
typeface   fonts, sizes, distances          plain      text that a file can hold
"""

from core.printers.report.report import report_document

__all__ = ["report_document"]
