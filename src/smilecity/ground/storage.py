"""Files of the city, on the disk before the row that names them is."""

import os
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """Files in a folder that a power cut leaves whole.

    PostgreSQL has a row on the disk when it commits. A file would follow half a minute later: after a cut the report
    would be there and its photo empty.
    """

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        """Write a file, wait until the disk has it, and return its name. Raises OSError."""
        kept = super().save(name, content, max_length)
        path = Path(self.path(kept))
        to_disk(path)
        # The name of the file stands in the folder, and the name of a new folder in the one above.
        to_disk(path.parent)
        to_disk(path.parent.parent)
        return kept


def to_disk(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk. Raises OSError."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
