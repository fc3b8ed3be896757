using System.Collections.Immutable;
using Storehouse.Inventory;

namespace Storehouse.Imports.Items;

/// <summary>
/// What a row of an items file asks for. With <see cref="Faults"/>, nothing of it is to be done.
/// </summary>
/// <param name="Item">Null when the row has faults.</param>
/// <param name="OpeningStock">Units to receive, once and for all; 0 = none.</param>
internal sealed record ReadItem(
    string Sku, ItemDetails? Item, int OpeningStock, ImmutableArray<Reason> Faults);
