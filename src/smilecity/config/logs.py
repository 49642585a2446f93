"""What the log may hold. In: a record about a request. Out: the same without its address, which may carry a secret."""

import logging


class WithoutAddresses(logging.Filter):
    """Replaces the path of a request by the pattern it matched: a link from a mail is as good as a password."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; never withhold it."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            pattern = f"/{match.route}" if match else "(an address that leads nowhere)"
            record.args = tuple(pattern if arg == path else arg for arg in record.args)
        return True
