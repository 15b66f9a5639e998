"""The laboratory in a browser, on one's own machine: nothing leaves the loopback."""
