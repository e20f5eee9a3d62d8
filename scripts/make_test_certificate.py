"""Make a certificate for development, as a company's own would be: never a real one.

    python3 scripts/make_test_certificate.py --company "澄境设计" --password secret

Writes ``company.p12``, which an administrator uploads under CRM › Configuration ›
Signing Certificates, and ``root.pem``, which ``verify_signature.py --trust`` takes.
The key of the root is thrown away. Needs Python and the package cryptography.
"""

from __future__ import annotations

import argparse
import os
import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The tests sign with the same kind of certificate.
FACTORY = ROOT / "addons" / "crm_contract" / "tests" / "certificates.py"
KEY_FILE, ROOT_FILE = "company.p12", "root.pem"


def write(folder: Path, company: str, password: str, days: int) -> list[Path]:
    """Write the two files into ``folder`` and return their paths.

    :raises FileExistsError: one of them is there already
    """
    make_certificate = runpy.run_path(str(FACTORY))["make_certificate"]
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / KEY_FILE, folder / ROOT_FILE]
    for path in paths:
        if path.exists():
            raise FileExistsError(f"{path} exists: name another folder with --folder")
    for path, content in zip(
        paths, make_certificate(company, password, days), strict=True
    ):
        # The key is for whoever made it alone.
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as file:
            file.write(content)
    return paths


def main() -> int:
    """Make one certificate and say where it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--company", required=True, help="whom it is issued to")
    parser.add_argument("--password", required=True, help="of the PKCS#12 file")
    parser.add_argument("--days", type=int, default=365, help="how long it is valid")
    parser.add_argument("--folder", type=Path, default=Path.cwd())
    options = parser.parse_args()
    try:
        paths = write(options.folder, options.company, options.password, options.days)
    except FileExistsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for path in paths:
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
