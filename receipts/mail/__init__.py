"""Mail to towns, departments, the office and the data team: written whole, kept until it is sent, sent once."""
