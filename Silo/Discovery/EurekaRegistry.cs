using System.Globalization;
using System.Net;
using System.Text;

namespace Storehouse.Discovery;

/// <summary>
/// A Eureka server (https://github.com/Netflix/eureka/wiki/Eureka-REST-operations), spoken to in JSON.
/// </summary>
internal sealed class EurekaRegistry : IServiceRegistry, IDisposable
{
    private const string Up = "UP";
    private const string Down = "DOWN";
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);
    private readonly DiscoveryOptions _options;
    private readonly EurekaOptions _eureka;
    private readonly TimeProvider _time;
    private readonly HttpClient _server;
    private readonly HttpClient _own;
    private string? _status;
    private long _dirtySince;
    private long _renewedAt;

    public EurekaRegistry(DiscoveryOptions options, EurekaOptions eureka, TimeProvider time)
    {
        (_options, _eureka, _time) = (options, eureka, time);
        _own = Client(options.CheckTimeout);
        _server = Client(eureka.Timeout);
        var url = new UriBuilder(eureka.Url!) { UserName = "", Password = "" };
        url.Path = url.Path.TrimEnd('/') + "/apps/";
        _server.BaseAddress = url.Uri;
        if (Uri.UnescapeDataString(eureka.Url!.UserInfo) is { Length: > 0 } user)
        {
            _server.DefaultRequestHeaders.Authorization =
                new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        }
    }

    // Eureka does not look at the health itself, so a change of it is to be told soon.
    public TimeSpan Interval => _options.CheckInterval < _eureka.RenewalInterval
        ? _options.CheckInterval
        : _eureka.RenewalInterval;

    public async Task<bool> Keep(ServiceInstance instance)
    {
        var status = await Status(instance);
        if (status == _status)
        {
            return _time.GetElapsedTime(_renewedAt) + Interval > _eureka.RenewalInterval
                && !await Renew(instance)
                && await Register(instance, status);
        }

        return await Register(instance, status);
    }

    public async Task Remove(ServiceInstance instance)
    {
        using var answer = await _server.DeleteAsync(At(instance));
        if (answer.StatusCode != HttpStatusCode.NotFound)
        {
            answer.EnsureSuccessStatusCode();
        }
    }

    public void Dispose()
    {
        _server.Dispose();
        _own.Dispose();
    }

    private static HttpClient Client(TimeSpan timeout)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = ConnectionLifetime,
            ConnectTimeout = timeout,
            AllowAutoRedirect = false,
            UseCookies = false,
        })
        {
            Timeout = timeout,
        };
        client.DefaultRequestHeaders.Accept.Add(new("application/json"));
        return client;
    }

    private static Uri At(ServiceInstance instance, string query = "") => new(
        $"{EurekaInstance.App(instance)}/{Uri.EscapeDataString(instance.Id)}{query}", UriKind.Relative);

    private async Task<string> Status(ServiceInstance instance)
    {
        try
        {
            using var answer = await _own.GetAsync(instance.Health, HttpCompletionOption.ResponseHeadersRead);
            return answer.IsSuccessStatusCode ? Up : Down;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return Down;
        }
    }

    private async Task<bool> Register(ServiceInstance instance, string status)
    {
        _dirtySince = _time.GetUtcNow().ToUnixTimeMilliseconds();
        using var answer = await _server.PostAsJsonAsync(
            new Uri(EurekaInstance.App(instance), UriKind.Relative),
            new EurekaRegistration(EurekaInstance.Of(instance, status, _dirtySince, _eureka, _options.Tags)),
            EurekaJson.Default.EurekaRegistration);
        answer.EnsureSuccessStatusCode();
        (_status, _renewedAt) = (status, _time.GetTimestamp());
        return true;
    }

    /// <returns>False when the server has forgotten the instance.</returns>
    private async Task<bool> Renew(ServiceInstance instance)
    {
        var query = string.Create(
            CultureInfo.InvariantCulture, $"?status={_status}&lastDirtyTimestamp={_dirtySince}");
        using var answer = await _server.PutAsync(At(instance, query), content: null);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }

        answer.EnsureSuccessStatusCode();
        _renewedAt = _time.GetTimestamp();
        return true;
    }
}
