"""`python -m tests.catalogue.extract PATH_TO_CLINICAL_FOLDER` writes spec.json beside this file."""

import sys
from pathlib import Path

from tests.catalogue.extract.building import extract
from tests.catalogue.extract.writing import FILE, written

if __name__ == "__main__":
    FILE.write_text(written(extract(Path(sys.argv[1]))), encoding="utf-8")
