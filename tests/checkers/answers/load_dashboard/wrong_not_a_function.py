# expect: not-a-function
load_dashboard = {"customer": 1, "preferences": 2, "orders": 3}
