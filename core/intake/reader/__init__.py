"""The half of intake that runs in a process of its own: bytes → columns of raw cells.

It imports the standard library's C modules, `re` and python_calamine only, by relative paths, so that the child starts
in about 15 ms and knows nothing of the rest.  For the same reason there are no dataclasses here, and types are imported
for the type checker alone.
"""
