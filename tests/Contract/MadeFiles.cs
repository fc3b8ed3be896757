using Storehouse.Tests.Described;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Contract;

/// <summary>Committed files that are made out of the description.</summary>
internal static class MadeFiles
{
    private const string Update = "STOREHOUSE_UPDATE_OPENAPI";
    private const string Advice = $"{Update}=1 dotnet run -c Release --project tests/Contract -- -class \"*FileTests\"";

    public static string Collection => Path.Combine("docs", "postman", "storehouse.postman_collection.json");

    public static string Types => Path.Combine("samples", "typescript", "storehouse.d.ts");

    /// <summary>The committed descriptions, the oldest version first.</summary>
    public static string[] Descriptions =>
        [.. Directory.EnumerateFiles(ApiDescription.Folder, "v*.json").Order(StringComparer.Ordinal)];

    /// <summary>Makes a committed file again; it must be the same, or becomes so when that is asked for.</summary>
    /// <param name="make">Writes it to a path.</param>
    public static async Task IsFresh(string file, Func<string, Task> make)
    {
        var committed = Path.Combine(Repository.Root, file);
        var folder = Directory.CreateTempSubdirectory("storehouse-made-");
        try
        {
            var made = Path.Combine(folder.FullName, Path.GetFileName(file));
            await make(made);
            var text = await File.ReadAllTextAsync(made, TestContext.Current.CancellationToken);
            if (Environment.GetEnvironmentVariable(Update) is not null)
            {
                await File.WriteAllTextAsync(committed, text, TestContext.Current.CancellationToken);
            }

            Assert.True(
                await File.ReadAllTextAsync(committed, TestContext.Current.CancellationToken) == text,
                $"{file} is behind docs/openapi: {Advice}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
