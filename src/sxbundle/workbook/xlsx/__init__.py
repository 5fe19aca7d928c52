"""Reading .xlsx by the XML of its sheets, in the guard's own pass over it."""
