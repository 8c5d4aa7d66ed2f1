"""The interned expression graph: one node store and two ways to build in it.

*Typed* construction (``GraphBuilder``) keeps exactly what was written. *Canonical* construction (``Graph``) is for results;
``Expression`` is a node with arithmetic, what rule rows compute with.
"""

from symdiff.graph.builder import GraphBuilder
from symdiff.graph.canonical import Graph
from symdiff.graph.decimals import Decimal
from symdiff.graph.exact import exact_power, terminates
from symdiff.graph.expression import Expression
from symdiff.graph.store import SHORT, alphabetical

__all__ = ["SHORT", "Decimal", "Expression", "Graph", "GraphBuilder", "alphabetical", "exact_power", "terminates"]
