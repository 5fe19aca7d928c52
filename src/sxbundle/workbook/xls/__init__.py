"""Legacy .xls workbooks."""
