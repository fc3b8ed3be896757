using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Storehouse.Hosting;

/// <summary>The start cannot go on; the message is one clear line for the person who started it.</summary>
public sealed class StartupException(string message) : Exception(message);

/// <summary>Reads settings so that a mistake in one is named at start, not met in production.</summary>
public static class Settings
{
    // Several processes of a test start side by side in one.
    private static readonly ConcurrentDictionary<string, Type> Known = new(StringComparer.OrdinalIgnoreCase);

    private static readonly ConcurrentDictionary<string, bool> Elsewhere = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every section declared so far, with the options it is bound to.</summary>
    public static IReadOnlyDictionary<string, Type> Sections => Known;

    /// <summary>Binds a section to options that are validated at start.</summary>
    public static IServiceCollection AddSettings<TOptions>(this IServiceCollection services, string section)
        where TOptions : class, new()
    {
        Declare<TOptions>(section);
        services.AddOptions<TOptions>().BindConfiguration(section);
        return services;
    }

    /// <summary>Declares a section, so that its keys are known and checked by <see cref="Check"/>.</summary>
    public static void Declare<TOptions>(string section) => Known[section] = typeof(TOptions);

    /// <summary>
    /// Declares sections of the other kinds of process, which may get the same settings; they check them.
    /// </summary>
    public static void DeclareElsewhere(params IEnumerable<string> sections)
    {
        foreach (var section in sections)
        {
            Elsewhere[section] = true;
        }
    }

    public static TOptions Read<TOptions>(IConfiguration configuration, string section)
        where TOptions : class, new()
    {
        Declare<TOptions>(section);
        return (TOptions)Bind(configuration.GetSection(section), typeof(TOptions), allDeclared: false);
    }

    /// <summary>Checks every declared section: no unknown key, no value of a wrong type or out of range.</summary>
    public static void Check(IConfiguration configuration)
    {
        foreach (var (section, type) in Known)
        {
            Bind(configuration.GetSection(section), type, allDeclared: true);
        }
    }

    private static object Bind(IConfigurationSection section, Type type, bool allDeclared)
    {
        foreach (var child in section.GetChildren())
        {
            var property = type.GetProperty(
                child.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (allDeclared && property is null && !Known.ContainsKey(child.Path)
                && !Elsewhere.ContainsKey(child.Path))
            {
                throw new StartupException($"The setting {child.Path} is not known.");
            }

            if (property is not null && child.Value is not null)
            {
                Convert(child, property.PropertyType);
            }
        }

        var bound = section.Get(type) ?? Activator.CreateInstance(type)!;
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(bound, new ValidationContext(bound), faults, validateAllProperties: true))
        {
            var member = faults[0].MemberNames.FirstOrDefault();
            throw new StartupException($"The setting {section.Path}:{member} is not valid: {faults[0].ErrorMessage}");
        }

        return bound;
    }

    private static void Convert(IConfigurationSection value, Type type)
    {
        try
        {
            value.Get(type);
        }
        catch (InvalidOperationException)
        {
            throw new StartupException(
                $"The setting {value.Path} is not valid: '{value.Value}' is not {Name(type)}.");
        }
    }

    private static string Name(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var simple when simple == typeof(TimeSpan) => "a duration such as 00:15:00 or 30.00:00:00",
        var simple when simple == typeof(bool) => "true or false",
        var simple when simple == typeof(int) || simple == typeof(long) => "a whole number",
        { IsEnum: true } options => $"one of {string.Join(", ", Enum.GetNames(options))}",
        var other => $"a {other.Name}",
    };
}
