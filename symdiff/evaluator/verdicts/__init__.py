"""What values, estimates and truths say together: comparisons, checks, certificates, equality. Imports what is below in the tower."""
