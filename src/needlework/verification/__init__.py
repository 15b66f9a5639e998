"""Checks of the model and its calculation: behaviours, sensitivity, structure, convergence."""
