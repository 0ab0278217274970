"""Charts: small ones as inline SVG, for the screen and the report; the large trajectory as interactive Vega-Lite.

svg          the writer: elements as text        lines        a trajectory as a small multiple
bars, heat   rows of criteria                    strip        every pilot of a criterion
trajectory   the large chart: its figures as Arrow, its spec from trajectory.json, which `python -m bench.chart_spec` makes
"""
