"""The interpreter of formulas and the number types that it runs over. Imports ``graph`` and ``operators``.

``program`` walks a formula once over any arithmetic; ``tape`` and ``double_run`` do so for doubles alone, as instructions.
The arithmetics: ``doubles`` with a ``running_error``, ``complex``, ``multiprecision``, ``rationals``, ``balls``, ``series``, ``arrays``.
"""
