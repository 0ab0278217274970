"""A worksheet: its formats, its cells, and tables under a heading."""
