"""`python -m generator` is `portbook`."""

from generator.cli import main

if __name__ == "__main__":
    main()
