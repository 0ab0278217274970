"""Submission → Indicators.  A formula is data (`formulas.toml`); these modules follow it."""

from core.formulas.compute import baselines, compute
