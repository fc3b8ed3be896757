#!/usr/bin/env python3
"""What the books must say after an import, worked out from the files alone.

Reads a catalogue and an orders file (CSV, plain or .gz), replays them one order after the other by the
import's written rules, and prints JSON: the expected on-hand of every SKU, every sale and how it ended, every
refused order with its reasons, and counts. Python's standard library only; it shares nothing with the product but the rules:

- Rows of one order_id belong together, at the place of the first of them.
- An order with any fault is refused whole: an id A..., a negative price, a price with more decimals than
  the currency has (by value: 2.550 is 2.55), a row that cannot be read, an unknown SKU.
- A row with price 0 and no customer is a stock adjustment of its signed quantity. Adjustments of an order
  come first, each on its own; one that would take more than there is, is refused.
- Other rows of an id C... are returns of minus the quantity: given back to that customer's earlier orders
  of that SKU, oldest first, as far as they cover it; the rest matches no order. All of it goes back on hand.
- Everything else is a sale: all of its rows or none, by what is on hand at its turn.
- Items that are not stocked move no stock.
"""

import argparse
import csv
import datetime
import decimal
import gzip
import json
import math
import re
import sys
import zoneinfo

INTEGER = re.compile(r"[+-]?[0-9]{1,10}\Z")
PRICE = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?\Z")
CODE_MALFORMED = "malformed_row"


def open_text(path):
    if path.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return open(path, "rt", encoding="utf-8-sig", newline="")


def more_decimals(price, decimals):
    scaled = price.scaleb(decimals)
    return scaled != scaled.to_integral_value()


class Books:
    def __init__(self, decimals, zone):
        self.decimals = decimals
        self.zone = zone
        self.stocked = {}
        self.on_hand = {}
        self.sold = {}
        self.sales = {}
        self.refused = {}
        self.counts = dict.fromkeys(
            ("rows", "ids", "sales", "shipped_units", "adjustments", "adjusted_units",
             "returns", "returned_units", "unmatched_returns", "unmatched_units"), 0)

    def read_catalogue(self, path, factor):
        with open_text(path) as file:
            for row in csv.DictReader(file):
                price = decimal.Decimal(row["usual_unit_price"] or "0")
                if more_decimals(price, self.decimals):
                    continue
                sku = row["sku"]
                self.stocked[sku] = row.get("stocked", "true") in ("true", "")
                opening = math.floor(decimal.Decimal(row["least_opening_stock"] or "0") * factor)
                self.on_hand[sku] = opening if self.stocked[sku] else 0

    def read_orders(self, path):
        orders = {}
        with open_text(path) as file:
            for row in csv.DictReader(file):
                orders.setdefault(row["order_id"], []).append(row)
                self.counts["rows"] += 1
        self.counts["ids"] = len(orders)
        for order_id, rows in orders.items():
            reasons = self.replay(order_id, rows)
            if reasons:
                self.refused[order_id] = sorted(reasons)

    def replay(self, order_id, rows):
        faults = set()
        if order_id.startswith("A"):
            faults.add("bad_debt_entry")
        if len({row["customer_id"] for row in rows}) > 1:
            faults.add(CODE_MALFORMED)
        adjustments, returns, sales = [], [], []
        for row in rows:
            quantity, price = self.check(row, faults)
            if quantity is None or price is None:
                continue
            if price == 0 and not row["customer_id"]:
                adjustments.append((row["sku"], quantity))
            elif order_id.startswith("C"):
                returns.append((row["sku"], -quantity))
            else:
                sales.append((row["sku"], quantity))
        if any(quantity <= 0 for _, quantity in returns + sales):
            faults.add(CODE_MALFORMED)
        if faults:
            return faults

        moment = self.moment(rows[0]["placed_at"])
        customer = rows[0]["customer_id"]
        for sku, quantity in adjustments:
            self.adjust(sku, quantity, faults)
        for sku, quantity in returns:
            self.take_back(customer, sku, quantity, moment)
        if sales:
            self.sales[order_id] = self.sell(customer, sales, moment, faults)
        return faults

    def check(self, row, faults):
        quantity = price = None
        if None in row or None in row.values():
            faults.add(CODE_MALFORMED)
            return None, None
        if self.moment(row["placed_at"]) is None or not row["sku"]:
            faults.add(CODE_MALFORMED)
        if INTEGER.match(row["quantity"]) and int(row["quantity"]) != 0:
            quantity = int(row["quantity"])
        else:
            faults.add(CODE_MALFORMED)
        if PRICE.match(row["unit_price"]):
            price = decimal.Decimal(row["unit_price"])
            if price < 0:
                faults.add("negative_price")
            if more_decimals(price, self.decimals):
                faults.add("too_many_decimals")
        else:
            faults.add(CODE_MALFORMED)
        if row["sku"] not in self.stocked:
            faults.add("unknown_sku")
        return quantity, price

    def moment(self, text):
        try:
            return datetime.datetime.fromisoformat(text).replace(tzinfo=self.zone).timestamp()
        except ValueError:
            return None

    def adjust(self, sku, quantity, faults):
        if self.stocked[sku]:
            if self.on_hand[sku] + quantity < 0:
                faults.add("insufficient_stock")
                return
            self.on_hand[sku] += quantity
            self.counts["adjusted_units"] += quantity
        self.counts["adjustments"] += 1

    def take_back(self, customer, sku, quantity, moment):
        left = quantity
        for sale in sorted(self.sold.get((customer, sku), []) if customer else []):
            if sale[0] <= moment:
                taken = min(left, sale[1][0])
                sale[1][0] -= taken
                left -= taken
        self.counts["returns"] += 1
        self.counts["returned_units"] += quantity
        if left:
            self.counts["unmatched_returns"] += 1
            self.counts["unmatched_units"] += left
        if self.stocked[sku]:
            self.on_hand[sku] += quantity

    def sell(self, customer, sales, moment, faults):
        wanted = {}
        for sku, quantity in sales:
            wanted[sku] = wanted.get(sku, 0) + quantity
        if any(self.stocked[sku] and self.on_hand[sku] < quantity for sku, quantity in wanted.items()):
            faults.add("out_of_stock")
            return "rejected"
        for sku, quantity in wanted.items():
            if self.stocked[sku]:
                self.on_hand[sku] -= quantity
            self.sold.setdefault((customer, sku), []).append((moment, [quantity]))
            self.counts["shipped_units"] += quantity
        self.counts["sales"] += 1
        return "shipped"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("catalogue")
    parser.add_argument("orders")
    parser.add_argument("--factor", type=decimal.Decimal, default=decimal.Decimal(1),
                        help="part of least_opening_stock to open with, rounded down")
    parser.add_argument("--decimals", type=int, default=2, help="decimals of the currency")
    parser.add_argument("--zone", default="Europe/London")
    arguments = parser.parse_args()

    books = Books(arguments.decimals, zoneinfo.ZoneInfo(arguments.zone))
    books.read_catalogue(arguments.catalogue, arguments.factor)
    books.read_orders(arguments.orders)
    json.dump(
        {"counts": books.counts, "on_hand": books.on_hand, "refused": books.refused, "sales": books.sales},
        sys.stdout, indent=1, sort_keys=True, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
