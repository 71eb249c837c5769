"""For each exercise a module: what must be true of a program before a belief is named."""
