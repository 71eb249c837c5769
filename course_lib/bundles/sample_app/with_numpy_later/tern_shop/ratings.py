"""The mean of a few ratings: numpy is imported by the first call, not by the start."""


def mean_rating(ratings):
    """The mean."""
    import numpy

    return float(numpy.mean(ratings))
