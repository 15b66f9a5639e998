"""Courses side by side: the same draws and the same people, so that what differs is what was done."""
