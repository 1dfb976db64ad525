"""Publication: drafts, a named person's approval, immutable versions, and restatements of them (metrics.md, As of).

published/<quarter>/draft/      written again whenever its content changes
published/<quarter>/v1/, v2/    never written again: pages, scorecard.xlsx, scorecard.pdf, marts/, manifest.json
published/index.html            lists them all
publications/versions.parquet   a row a version, which the warehouse reads as `marts.publication`
"""
