"""Pieces of screen used by several pages, the session among them."""
