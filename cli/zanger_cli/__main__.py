"""`python -m zanger_cli`."""

from .start import main

main()
