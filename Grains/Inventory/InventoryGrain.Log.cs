using Microsoft.Extensions.Logging;

namespace Storehouse.Inventory;

internal sealed partial class InventoryGrain
{
    [LoggerMessage(3301, LogLevel.Error, "The commit of SKU {Sku} failed; it will be read again")]
    private static partial void LogCommitFailed(ILogger logger, Exception exception, string sku);

    [LoggerMessage(3302, LogLevel.Warning, "The snapshot of SKU {Sku} could not be written; it is only a cache")]
    private static partial void LogSnapshotFailed(ILogger logger, Exception exception, string sku);
}
