using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Storehouse.Inventory;

/// <summary>
/// What happened to one share of a split SKU. Stored for ever, under the rules of <see cref="StockEvent"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ShareOpened), "share.opened.v1")]
[JsonDerivedType(typeof(ShareReserved), "share.reserved.v1")]
[JsonDerivedType(typeof(ShareReleased), "share.released.v1")]
[JsonDerivedType(typeof(ShareShipped), "share.shipped.v1")]
[JsonDerivedType(typeof(ShareClosed), "share.closed.v1")]
public abstract record ShareEvent;

/// <param name="Units">What it may give to orders; line 0.</param>
public sealed record ShareOpened(ImmutableArray<Allocation> Units) : ShareEvent;

/// <summary>Units of the share were reserved for an order.</summary>
public sealed record ShareReserved(string OrderId, ImmutableArray<Allocation> Allocations) : ShareEvent;

/// <summary>Units reserved here became free again.</summary>
public sealed record ShareReleased(string OrderId, ImmutableArray<Allocation> Allocations) : ShareEvent;

/// <summary>Units reserved here left the building.</summary>
public sealed record ShareShipped(string OrderId, ImmutableArray<Allocation> Allocations) : ShareEvent;

/// <summary>All its units, free and reserved, are the SKU's again; it decides nothing more.</summary>
public sealed record ShareClosed : ShareEvent;
