"""Trees of sympy: to the graph, from it, and built while a text is read. Nearly the only room that imports sympy.

Imports ``graph`` and ``operators``.
"""
