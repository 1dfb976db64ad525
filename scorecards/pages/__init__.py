"""The pages of an edition: templates, and what draws and lays out what they show."""
