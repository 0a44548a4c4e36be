"""从来源到主张 From sources (documents, ledgers) to claims in a store."""
