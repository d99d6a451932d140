"""Events: what can happen (catalogue), writing it down (log), telling subscribers (deliveries)."""
