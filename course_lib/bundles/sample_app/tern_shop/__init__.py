"""The product page of Tern & Co., small enough to ship as one bundle."""
