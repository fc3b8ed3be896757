using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;

namespace Storehouse.Identity.Pages;

/// <summary>What a person is asked to agree to.</summary>
/// <param name="Action">Where the answer goes.</param>
/// <param name="Sent">What goes with it.</param>
public sealed record ConsentView(
    string Client,
    string UserName,
    ImmutableArray<string> Scopes,
    string Action,
    IEnumerable<KeyValuePair<string, StringValues>> Sent)
{
    public const string Allow = "allow";
    public const string Deny = "deny";
}
