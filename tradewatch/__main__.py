"""`python -m tradewatch`."""

from tradewatch.cli.app import main

main()
