"""Common factors of results, taken out for their text alone where that is shorter. Imports ``graph``."""
