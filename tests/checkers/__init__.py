"""Checkers are tested like compilers: with programs that they must accept and must refuse."""
