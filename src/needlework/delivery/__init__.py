"""What passes the skin: intact, and through the channels of a course."""
