"""ANSWER: findings -> what goes back to who sent the file: receipts, marked copies, whom to ring."""
