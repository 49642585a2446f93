"""What all doors ask about whoever knocks; each door asks here, none asks another."""
