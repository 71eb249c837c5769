"""The mean of a few ratings, as somebody wrote it who had numpy open anyway."""

import numpy


def mean_rating(ratings):
    """The mean."""
    return float(numpy.mean(ratings))
