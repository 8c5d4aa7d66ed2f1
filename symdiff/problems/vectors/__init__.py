"""Vector variables: formulas of their components (``builder``, ``names``), and gradients in vector form (``forms``)."""
