"""One or two courses and an endpoint: what the model expects of each, and of their difference."""
