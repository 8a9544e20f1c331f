"""The mutation score of a law: its provisions changed one at a time, and which worked case notices."""
