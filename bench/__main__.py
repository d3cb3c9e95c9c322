"""python -m bench: print every figure with its limit, the machine, its load and what was measured upon."""

import os
import platform

from bench.engine import figures, payload


def main() -> None:
    """Print the table."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load}")
    print(payload())
    for figure in figures():
        print(figure.line())


if __name__ == "__main__":
    main()
