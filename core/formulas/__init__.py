"""Submission → Indicators.  A formula is data (`formulas.toml`); these modules follow it.

compute   every criterion, month by month        sources   月度统计, a ledger, 日活记录 → measurements
counting  a count of a ledger's live rows        setting   what an indicator is computed in
cohorts   rows grouped once, with narwhals       flags     conditions on rows → expressions
checks    what the figures give reason to ask    reads     the columns that a criterion rests on
"""

from core.formulas.compute import baselines, compute

__all__ = ["baselines", "compute"]
