"""The register of firms: who they are and who may act for them."""
