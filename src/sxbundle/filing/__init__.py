"""The caller's side: a filing, many filings, and the materials that are found for them."""
