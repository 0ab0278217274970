"""The font that charts in the report are drawn with, a subset of Noto Sans SC under the Open Font License (OFL.txt)."""

#: The family name that both cuts bear.
FAMILY = "Noto Sans SC Subset"
