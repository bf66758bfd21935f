"""`python -m storage.migrations "what changed"` writes the next migration from the change in `tables.py`."""

import sys
import tempfile
from pathlib import Path

from storage import migrations


def main() -> None:
    """Migrate an empty database to the newest migration, compare it with the tables, write down the difference."""
    message = " ".join(sys.argv[1:]).strip()
    if not message:
        sys.exit('Say what changed: python -m storage.migrations "people have a language"')
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'newest.db'}"
        migrations.upgrade(url)
        migrations.write(url, message)


if __name__ == "__main__":
    main()
