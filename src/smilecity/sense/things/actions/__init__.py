"""What is done to the city's senses: entities are created, changed, linked and deleted; values are recorded."""
