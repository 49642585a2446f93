"""A believable town to look around in: made-up people and answers, built only through the rooms' own actions."""
