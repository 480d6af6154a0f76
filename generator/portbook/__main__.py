"""`python -m portbook` is `portbook`."""

from portbook.cli import main

if __name__ == "__main__":
    main()
