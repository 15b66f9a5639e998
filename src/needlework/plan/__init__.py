"""Courses within limits that no other beats in benefit, risk and burden; options, never a recommendation."""
