"""The mean of a few ratings, from the standard library."""

from statistics import fmean


def mean_rating(ratings):
    """The mean."""
    return fmean(ratings)
