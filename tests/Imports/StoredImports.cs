using Storehouse.Imports;
using Storehouse.Imports.Reading;

namespace Storehouse.Tests.Imports;

internal static class StoredImports
{
    public static ImportSettings Settings { get; } = new(
        FileFormat.Csv, "usr_admin", new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero), "GBP", "main", "shop",
        "Europe/London", ["POST", "BANK CHARGES"], 0.5m);
}
