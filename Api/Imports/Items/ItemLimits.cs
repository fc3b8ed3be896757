namespace Storehouse.Imports.Items;

/// <summary>How much an item's texts may hold.</summary>
internal static class ItemLimits
{
    public const int NameLengthMax = 200;
    public const int DescriptionLengthMax = 10_000;
    public const int AttributesMax = 100;
    public const int AttributeNameLengthMax = 100;
    public const int AttributeLengthMax = 1_000;
}
