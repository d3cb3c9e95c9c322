"""HTTP mechanics that slices share: who calls, errors, schemas, paging, ETags, health, the contract."""
