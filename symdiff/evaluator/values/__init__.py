"""A formula's value: at points, over arrays, as intervals and enclosures. Imports ``arithmetic``."""
