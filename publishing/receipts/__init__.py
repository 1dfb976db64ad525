"""What goes back to who sent a file: receipts, marked workbooks, and the data team's list of what to chase."""
