"""View models: what each screen shows, as values made from the declarations and the ledger."""
