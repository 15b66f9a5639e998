"""``python -m needlework``."""

from needlework.cli import main

main()
