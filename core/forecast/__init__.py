"""Assessment → Outlook: where each computed criterion is expected to end.

history.py           figures → one value a month
counts.py levels.py  a count, a rate, a ratio: features of a series, its own noise and drift
reference_class.py   the regression on public series, and the pool of the three
nested.py            a count of full things, from each thing's count
law.py standard.py   one distribution; quantile levels and standard laws
outlook.py           an assessment's criteria: forecast and status
hindsight.py         back-tests: what earlier months would have forecast
scenario.py          the line under an assumed pace, step, threshold or end
projection.py        project (every month to the end) and forecast (the end alone)
public_series.py     reference/public.csv as windows
fit.py               windows → a reference class
__main__.py          python -m core.forecast: public.csv → parameters.json
validation.py        cross-validation by entity and by source
"""

from core.forecast.hindsight import Hindsight, hindsights
from core.forecast.outlook import outlooks
from core.forecast.projection import Projection, forecast, project
from core.forecast.scenario import Scenario

__all__ = ["Hindsight", "Projection", "Scenario", "forecast", "hindsights", "outlooks", "project"]
