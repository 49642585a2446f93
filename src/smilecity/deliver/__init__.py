"""Where what was heard comes back to the people: answers that bind, and notices of every change."""
