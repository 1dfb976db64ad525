"""A quarter's published figures as values: what the pages, the workbook and the PDF show."""
