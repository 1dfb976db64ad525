"""The workbook of an edition: what its pages show, for those who calculate on."""
