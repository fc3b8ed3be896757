using System.Reflection;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Storehouse.Hosting;

/// <summary>Lets the other silos know which version of the program a silo runs.</summary>
public static class SiloVersion
{
    /// <summary>The name under which it is kept among the silo's metadata.</summary>
    public const string Key = "version";

    public static ISiloBuilder AddVersion(this ISiloBuilder silo) =>
        silo.UseSiloMetadata(new Dictionary<string, string> { [Key] = Current });

    public static string Current =>
        typeof(SiloVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
