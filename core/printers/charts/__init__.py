"""Charts: small ones as inline SVG, for the screen and the report; the large trajectory as interactive Vega-Lite.

svg          the writer: elements as text        labels       where a threshold's label finds room
bars, heat   rows of criteria                    lines        a trajectory as a small multiple
trajectory   the large chart: its figures as Arrow, its spec from trajectory.json, which `python -m bench.chart_spec` makes
"""
