"""What templates of the web door may call."""
