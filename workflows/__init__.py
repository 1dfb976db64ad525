"""The cycle as steps, and what else runs through several rooms: checking before sending, verifying a version."""
