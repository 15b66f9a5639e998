"""Equations: pure functions of numbers and arrays, without files and without any knowledge of a course."""
