"""Paper: the pages' own templates as a book that Typst sets."""
