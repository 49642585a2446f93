"""The door for programs: open data about what people said, versioned, without personal data."""
