using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Storehouse.Consul;

/// <summary>Refuses to start with options that cannot work, and names the key.</summary>
internal sealed class ConsulOptionsValidator(
    IOptions<ConsulOptions> options, IOptions<ClusterOptions> cluster)
    : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(
            options.Value, new(options.Value), faults, validateAllProperties: true))
        {
            throw new OrleansConfigurationException(
                $"Consul:{faults[0].MemberNames.FirstOrDefault()} is not valid: {faults[0].ErrorMessage}");
        }

        // With a slash in its name a cluster would lie inside another's folder and be deleted with it.
        if (string.IsNullOrEmpty(cluster.Value.ClusterId) || cluster.Value.ClusterId.Contains('/'))
        {
            throw new OrleansConfigurationException(
                $"{nameof(ClusterOptions.ClusterId)} '{cluster.Value.ClusterId}' is not valid: "
                + "not empty, no slash.");
        }
    }
}
