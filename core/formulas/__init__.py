"""Submission → Indicators.  One formula family a file; `registry` maps a criterion's key to its formula."""

from core.formulas.compute import compute

__all__ = ["compute"]
