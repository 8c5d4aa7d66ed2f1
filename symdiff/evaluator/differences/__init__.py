"""Numeric derivatives: methods as rows, samples, stencils, steps, kinks, estimates with bounds. Imports ``values`` and below."""
