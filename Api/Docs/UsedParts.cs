using System.Text.Json.Nodes;

namespace Storehouse.Docs;

/// <summary>Leaves out of a version's description the shared parts that only other versions refer to.</summary>
internal static class UsedParts
{
    // Named by requirements, not referred to.
    private const string SecuritySchemes = "securitySchemes";

    public static void Keep(JsonObject document)
    {
        var kinds = document["components"]!.AsObject().Where(kind => kind.Key != SecuritySchemes).ToList();
        for (var isDone = false; !isDone;)
        {
            // A part may be referred to by one that goes.
            var text = document.ToJsonString();
            isDone = true;
            foreach (var (kind, parts) in kinds)
            {
                foreach (var name in parts!.AsObject().Select(part => part.Key).ToList())
                {
                    if (!text.Contains($"\"#/components/{kind}/{name}\"", StringComparison.Ordinal))
                    {
                        parts.AsObject().Remove(name);
                        isDone = false;
                    }
                }
            }
        }
    }
}
