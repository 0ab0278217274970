"""Submission → Indicators.  A formula is data (`formulas.toml`); these modules follow it.

compute    every criterion, month by month          setting   what an indicator is computed in
counting   a count of a ledger's live rows          tally     counts → measurements
monthly    columns of 月度统计                      daily     columns of 日活记录
flags      conditions on rows → expressions         cohorts   rows grouped once, with narwhals
presence   cohorts → figures by month               reads     what a criterion rests on
checks     what the figures give reason to ask      dating    the date of a judgement
"""

from core.formulas.compute import baselines, compute

__all__ = ["baselines", "compute"]
