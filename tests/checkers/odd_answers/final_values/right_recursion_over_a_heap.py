import heapq


def final_values(reports):
    heap = [(-r["seq"], r["name"], r["id"], r["value"]) for r in reports]
    heapq.heapify(heap)
    final = {}
    while heap:
        _, name, visit, value = heapq.heappop(heap)
        final.setdefault((name, visit), round(value, 4))
    return final
