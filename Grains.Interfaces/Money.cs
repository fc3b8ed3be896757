namespace Storehouse;

/// <summary>An amount in minor units (pence, cents) of an ISO 4217 currency.</summary>
[GenerateSerializer, Immutable, Alias("money")]
public readonly record struct Money([property: Id(0)] long Amount, [property: Id(1)] string Currency);
