"""The sample workbooks, and the seeded script that makes them."""
