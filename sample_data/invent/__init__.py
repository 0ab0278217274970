"""Rulebook → invented workbooks that show what a filled-in one looks like: the template, filled in.

`sample_workbooks(rulebook)` gives all of them by file name; nothing in them is about a real
pilot, and each says 演示数据.  Seeded, so that the same rulebook gives the same bytes.
"""

from sample_data.invent.shelf import sample_workbooks

__all__ = ["sample_workbooks"]
