"""How the languages write dates and times, where Django writes them otherwise."""
