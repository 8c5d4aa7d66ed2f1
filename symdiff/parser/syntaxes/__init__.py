"""The syntaxes that are told in plain tokens: a file per syntax, each with its row as ``SYNTAX``. Imports ``syntax``."""
