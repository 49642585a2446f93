"""What is decided together: proposals and the counting of votes (forge)."""
