"""Repeatable chance: a number that follows from what is asked, not from who asks first."""

from __future__ import annotations

from zlib import crc32

_MASK = (1 << 64) - 1


def unit(seed: int, key: int) -> float:
    """A number in [0, 1) that looks random and depends on `seed` and `key` alone.

    The mixing function is SplitMix64 (Steele, Lea, Flood: "Fast splittable
    pseudorandom number generators", OOPSLA 2014), run once over the seed and
    once over the key, so neighbouring seeds have nothing in common.
    """
    return (_mix(_mix(seed & _MASK) ^ key) >> 11) * 2.0**-53


def key_of(text: str) -> int:
    """A number for `text` that is the same in every process (`hash` is not)."""
    return crc32(text.encode()) * 0x9E3779B97F4A7C15 & _MASK


def _mix(x: int) -> int:
    x = x + 0x9E3779B97F4A7C15 & _MASK
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    x = (x ^ x >> 27) * 0x94D049BB133111EB & _MASK
    return x ^ x >> 31
