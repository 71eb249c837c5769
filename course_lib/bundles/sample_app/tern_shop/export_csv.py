"""Ratings as CSV. No import statement anywhere names this module."""


def export(ratings):
    """One line a rating."""
    return "\n".join(["rating", *map(str, ratings)])
