using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Storehouse.Http.Limits;

/// <summary>Bounds on the requests of each caller and of all, told in <c>RateLimit</c> headers.</summary>
internal sealed class RateLimits : IDisposable
{
    public const string PolicyHeader = "RateLimit-Policy";
    public const string StateHeader = "RateLimit";
    private const int NetworkBytes = 8;
    private static readonly TimeSpan WaitDefault = TimeSpan.FromSeconds(1);
    private readonly Quota? _callerQuota;
    private readonly Quota? _allQuota;
    private readonly PartitionedRateLimiter<HttpContext>? _callers;
    private readonly TokenBucketRateLimiter? _all;
    private readonly string _policies;

    public RateLimits(IOptions<RateLimitOptions> options)
    {
        var (perCaller, all, window) = (options.Value.Caller, options.Value.All, options.Value.Window);
        if (perCaller > 0)
        {
            _callerQuota = new Quota(Quota.OfCaller, perCaller, window);
            var bucket = _callerQuota.Bucket(refillsItself: false);
            _callers = PartitionedRateLimiter.Create<HttpContext, string>(
                context => RateLimitPartition.GetTokenBucketLimiter(KeyOf(context), _ => bucket));
        }

        if (all > 0)
        {
            _allQuota = new Quota(Quota.OfAll, all, window);
            _all = new TokenBucketRateLimiter(_allQuota.Bucket(refillsItself: true));
        }

        _policies = string.Join(
            ", ", new[] { _callerQuota, _allQuota }.OfType<Quota>().Select(quota => quota.Policy));
    }

    /// <summary>Of the API's own routes: after authentication, which says who calls.</summary>
    public Task CheckApi(HttpContext context, RequestDelegate next) =>
        Routing.IsApi(context.Request.Path) ? Check(context, next) : next(context);

    /// <summary>Of sign-in and pages, where callers are addresses: before authentication, which answers some.</summary>
    public Task CheckOthers(HttpContext context, RequestDelegate next) =>
        Routing.IsApi(context.Request.Path) || Spared.Is(context.Request.Path)
            ? next(context)
            : Check(context, next);

    public void Dispose()
    {
        _callers?.Dispose();
        _all?.Dispose();
    }

    private Task Check(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        if (_policies.Length > 0)
        {
            headers[PolicyHeader] = _policies;
        }

        if (_callers is not null)
        {
            using var lease = _callers.AttemptAcquire(context);
            var left = lease.IsAcquired ? _callers.GetStatistics(context)!.CurrentAvailablePermits : 0;
            headers[StateHeader] = _callerQuota!.State(left);
            if (!lease.IsAcquired)
            {
                return Refuse(context, _callerQuota, lease, "This caller has used up its requests.");
            }
        }

        if (_all is not null)
        {
            using var lease = _all.AttemptAcquire();
            if (!lease.IsAcquired)
            {
                headers[StateHeader] = _allQuota!.State(0);
                return Refuse(context, _allQuota, lease, "All callers together have used up the requests.");
            }
        }

        return next(context);
    }

    private static Task Refuse(HttpContext context, Quota quota, RateLimitLease lease, string detail)
    {
        HttpMetrics.TurnedAway(quota);
        return Problems.Of(ProblemKinds.RateLimited, detail)
            .With("policy", quota.Name)
            .RetryAfter(lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : WaitDefault)
            .ExecuteAsync(context);
    }

    private static string KeyOf(HttpContext context) =>
        context.User.FindFirst(Caller.SubjectClaim)?.Value ?? KeyOf(context.Connection.RemoteIpAddress);

    // Whoever has one IPv6 address has a network of them.
    private static string KeyOf(IPAddress? address)
    {
        if (address is null or { AddressFamily: AddressFamily.InterNetwork } or { IsIPv4MappedToIPv6: true })
        {
            return address?.MapToIPv4().ToString() ?? "";
        }

        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes));
    }
}
