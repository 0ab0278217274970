"""Documents → 自评报告.docx: what the screen says, in prose on paper.

report     the sections in their order
pictures   Chart documents → PNG, drawn with the font in fonts/
paper      what a section is written on: A4, styles, tables, pictures, page numbers; markup: its finer elements
typeface   fonts, sizes, distances
"""

from core.printers.report.report import report_document

__all__ = ["report_document"]
