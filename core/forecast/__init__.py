"""Assessment → Outlook: where each computed criterion is expected to end.

law.py               distributions at quantile levels, the standard ones among them
series.py            a count, a rate, a ratio: features of a series, its own noise and drift
reference_class.py   the regression on public series, and the pool of the three
nested.py            a count of full things, from each thing's count
projection.py        project (every month to the end) and forecast (the end alone)
outlook.py           an assessment's criteria: forecast and status; back-tests
scenario.py          the line under an assumed pace, step, threshold or end

What is learned from reference/public.csv is in reference/parameters.json; `python -m bench.parameters` fits it again.
"""

from core.forecast.outlook import Hindsight, hindsights, outlooks
from core.forecast.projection import Projection, forecast, project
from core.forecast.scenario import Scenario

__all__ = ["Hindsight", "Projection", "Scenario", "forecast", "hindsights", "outlooks", "project"]
