"""Networks, their code, their engine: numbers without biology."""
