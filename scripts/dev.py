"""The project's command line: see ``make help``.

Pythons that are too old must be able to read this file and say so: it is kept plain.
"""

import os
import shutil
import sys

FIT = ((3, 10), (3, 13))
CANDIDATES = ("python3.12", "python3.11", "python3.10", "python3.13")


def main():
    """Run the command line with a Python that is fit; look for one if need be."""
    if not FIT[0] <= sys.version_info[:2] <= FIT[1]:
        return rerun_with_fit_python()
    from host import cli

    return cli.main(sys.argv[1:])


def rerun_with_fit_python():
    """Replace this process by a fit Python's; return only where there is none."""
    if os.environ.get("DESIGN_CRM_RERUN") != "1":
        os.environ["DESIGN_CRM_RERUN"] = "1"
        for name in (os.environ.get("PYTHON"),) + CANDIDATES:
            path = name and shutil.which(name)
            if path:
                os.execv(path, [path] + sys.argv)
    sys.stderr.write(
        "This is Python %d.%d, and the suite needs 3.10 to 3.13. Install one of "
        "these (on Debian: apt-get install python3 python3-venv), or name one: "
        "make run PYTHON=/path/to/python3.12\n" % sys.version_info[:2]
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
