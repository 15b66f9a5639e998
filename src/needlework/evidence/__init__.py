"""Where every number comes from: sources, parameters and published observations, and the lint over them."""
