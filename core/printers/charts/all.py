"""Every chart, for warming up and for the test that builds them all."""

from core.printers.charts import bars, heat, trajectory

CHARTS = (bars, heat, trajectory)
