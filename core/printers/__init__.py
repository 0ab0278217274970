"""Document → what a surface shows: the one place with languages, number formats and A1 addresses."""
