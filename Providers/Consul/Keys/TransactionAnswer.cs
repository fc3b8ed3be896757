namespace Storehouse.Consul.Keys;

internal sealed record TransactionStep(KeyOperation KV);

internal sealed record TransactionResult(KeyPair? KV);

internal sealed record TransactionError(int OpIndex, string? What);

/// <summary>Either results, and everything was done, or errors, and nothing was.</summary>
internal sealed record TransactionAnswer(TransactionResult[]? Results, TransactionError[]? Errors);
