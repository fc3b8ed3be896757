using System.Text.Json;
using Storehouse.Tests.Described;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Contract;

/// <summary>What is made out of the description is committed, whole, and not behind it.</summary>
public sealed class FileTests
{
    [Fact]
    public Task Collection_MadeAgain_IsTheCommittedOne() => MadeFiles.IsFresh(
        MadeFiles.Collection,
        made => NodeTool.Succeed("tests/Contract", "postman.mjs", [made, .. MadeFiles.Descriptions]));

    [Fact]
    public async Task Collection_EveryOperation_IsARequest()
    {
        var collection = JsonDocument.Parse(await Read(Path.Combine(Repository.Root, MadeFiles.Collection)));
        var requests = RequestsIn(collection.RootElement.GetProperty("item")).ToHashSet(StringComparer.Ordinal);
        foreach (var file in MadeFiles.Descriptions)
        {
            var described =
                from path in ApiDescription.Parse(await Read(file)).Paths
                from operation in path.Operations
                select $"{operation.Method} {path.Name.Replace('{', ':').Replace("}", "", StringComparison.Ordinal)}";
            Assert.Empty(described.Except(requests));
        }
    }

    [Fact]
    public Task Types_MadeAgain_AreTheCommittedOnes() => MadeFiles.IsFresh(
        MadeFiles.Types,
        made => NodeTool.Succeed(
            "samples/typescript", "openapi-typescript",
            [Path.Combine(ApiDescription.Folder, "v1.json"), "--output", made]));

    private static Task<string> Read(string path) =>
        File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

    private static IEnumerable<string> RequestsIn(JsonElement folder) => folder.EnumerateArray().SelectMany(item =>
        item.TryGetProperty("item", out var inner) ? RequestsIn(inner) : [RequestOf(item.GetProperty("request"))]);

    private static string RequestOf(JsonElement request)
    {
        var path = request.GetProperty("url").GetProperty("path").EnumerateArray().Select(part => part.GetString());
        return $"{request.GetProperty("method").GetString()} /{string.Join('/', path)}";
    }
}
