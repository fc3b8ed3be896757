namespace Storehouse.Docs;

/// <summary>Attaches descriptions to routes.</summary>
public static class DescribedRoutes
{
    /// <summary>
    /// Every route below <c>/api</c> has one; others say <c>ExcludeFromDescription</c>. A test holds both.
    /// </summary>
    public static TBuilder Describe<TBuilder>(this TBuilder builder, Operation operation)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(operation);
}
