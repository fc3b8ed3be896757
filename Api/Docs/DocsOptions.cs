namespace Storehouse.Docs;

/// <summary>Settings under <c>Storehouse:Docs</c>: the pages people read the description on.</summary>
public sealed class DocsOptions
{
    public const string Section = "Storehouse:Docs";

    /// <summary>
    /// Whether <c>/docs</c> exists, and with it the public client <c>storehouse-docs</c> that people sign in to it by.
    /// Default: true.
    /// </summary>
    public bool Enabled { get; init; } = true;
}
