"""A node of the graph as plain text. Imports ``graph`` and ``operators``."""
