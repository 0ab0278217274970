"""Assessment → Outlook: where each computed criterion is expected to end.

What is learned from reference/public.csv is in reference/parameters.json; `python -m bench.parameters` fits it again.
"""

from core.forecast.outlook import Hindsight, hindsights, outlooks
from core.forecast.projection import Projection, forecast, project
from core.forecast.scenario import Scenario
