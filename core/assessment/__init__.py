"""Indicators + Rulebook → Assessment.  `judge.judge_figure` and `judge.judge_claim` make every verdict."""

from core.assessment.assess import assess
