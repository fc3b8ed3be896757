using System.Globalization;
using System.Net;
using System.Text.Json;
using Storehouse.Consul;
using Storehouse.Hosting;

namespace Storehouse.Discovery;

/// <summary>A Consul agent (https://developer.hashicorp.com/consul/api-docs/agent/service).</summary>
internal sealed class ConsulRegistry(DiscoveryOptions options, ConsulClient consul)
    : IServiceRegistry, IDisposable
{
    private bool _isRegistered;

    public TimeSpan Interval => options.RegistrationCheckInterval;

    public async Task<bool> Keep(ServiceInstance instance)
    {
        // The first time always: what the agent has under this id may be a predecessor's.
        if (_isRegistered && await IsKnown(instance))
        {
            return false;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(
            Describe(instance), ConsulServiceJson.Default.ConsulService);
        (await consul.SendAsync(HttpMethod.Put, "v1/agent/service/register", body: body)).EnsureSuccess();
        _isRegistered = true;
        return true;
    }

    public async Task Remove(ServiceInstance instance)
    {
        var answer = await consul.SendAsync(
            HttpMethod.Put, $"v1/agent/service/deregister/{Uri.EscapeDataString(instance.Id)}");
        if (!answer.IsSuccess && await IsKnown(instance))
        {
            throw answer.Fault();
        }
    }

    public void Dispose() => consul.Dispose();

    private static string Duration(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0}ms");

    private async Task<bool> IsKnown(ServiceInstance instance)
    {
        var answer = await consul.SendAsync(
            HttpMethod.Get, $"v1/agent/service/{Uri.EscapeDataString(instance.Id)}");
        return answer.Status != HttpStatusCode.NotFound && answer.EnsureSuccess().IsSuccess;
    }

    private ConsulService Describe(ServiceInstance instance) => new(
        instance.Id,
        instance.Name,
        instance.Host,
        instance.Root.Port,
        options.Tags,
        new() { ["role"] = instance.Role, [SiloVersion.Key] = SiloVersion.Current },
        new(
            $"{instance.Id}:ready",
            "ready",
            instance.Health.AbsoluteUri,
            Duration(options.CheckInterval),
            Duration(options.CheckTimeout),
            Duration(options.DeregisterCriticalAfter)));
}
