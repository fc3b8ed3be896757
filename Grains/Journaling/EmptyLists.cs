using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Storehouse.Journaling;

/// <summary>
/// Gives lists that stored JSON lacks (written before the field existed) their empty value: the default of
/// <see cref="ImmutableArray{T}"/> throws when read.
/// </summary>
internal static class EmptyLists
{
    private static readonly MethodInfo FillerOf =
        typeof(EmptyLists).GetMethod(nameof(Filler), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static void Fill(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.IsAbstract || type.Type.IsValueType)
        {
            return;
        }

        foreach (var property in type.Type.GetProperties().Where(IsList))
        {
            var filler = (Action<object>)FillerOf
                .MakeGenericMethod(property.DeclaringType!, property.PropertyType.GenericTypeArguments[0])
                .Invoke(null, [property])!;
            type.OnDeserialized += filler;
        }
    }

    private static bool IsList(PropertyInfo property) =>
        property is { PropertyType.IsGenericType: true, SetMethod: not null }
        && property.PropertyType.GetGenericTypeDefinition() == typeof(ImmutableArray<>);

    private static Action<object> Filler<TOwner, TItem>(PropertyInfo property)
        where TOwner : class
    {
        var read = property.GetMethod!.CreateDelegate<Func<TOwner, ImmutableArray<TItem>>>();
        var write = property.SetMethod!.CreateDelegate<Action<TOwner, ImmutableArray<TItem>>>();
        return owner =>
        {
            if (read((TOwner)owner).IsDefault)
            {
                write((TOwner)owner, []);
            }
        };
    }
}
