using Microsoft.Extensions.Options;
using Storehouse.Events;
using Storehouse.Webhooks;
using Storehouse.Webhooks.Delivery;
using Storehouse.Webhooks.Sending;

namespace Storehouse.Tests.Webhooks;

/// <summary>Single attempts, against a receiver that does what it should not.</summary>
public sealed class SenderTests(Receiver receiver)
{
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(20);
    private static readonly CloudEvent Happened = new(
        new(7, 0), "/api/v1/orders/ord_1", "ord_1", DateTimeOffset.UnixEpoch,
        RecordedEvent.Split("""[{"type":"order.placed.v1","note":"Grüße 😀"}]"""u8.ToArray())[0]);

    [Theory]
    [InlineData("ok", "Delivered", 200, null)]
    [InlineData("204", "Delivered", 204, null)]
    [InlineData("slow:300", "Delivered", 200, null)]
    [InlineData("hugeok", "Delivered", 200, null)]
    [InlineData("500", "Failed", 500, "status")]
    [InlineData("400", "Failed", 400, "status")]
    [InlineData("304", "Failed", 304, "redirect")]
    [InlineData("redirect", "Failed", 307, "redirect")]
    [InlineData("410", "Gone", 410, "gone")]
    [InlineData("hang", "Failed", null, "timeout")]
    [InlineData("slow:5000", "Failed", null, "timeout")]
    [InlineData("garbage", "Failed", null, "bad_answer")]
    [InlineData("halfhead", "Failed", null, "closed_early")]
    [InlineData("close", "Failed", null, "closed_early")]
    [InlineData("hugehead", "Failed", null, "bad_answer")]
    [InlineData("huge", "Failed", 500, "status")]
    public async Task Send_AnyAnswer_JudgedByItsHead(
        string behaviour, string outcome, int? status, string? error)
    {
        var name = "sender-" + behaviour.Replace(':', '-');
        var secret = WebhookSignature.NewSecret();
        await receiver.Accept(name, secret);
        await receiver.Script(name, behaviour);
        var sent = await Send(
            receiver.UrlOf(name), [Of(secret, null)], ["127.0.0.0/8"], error == "timeout" ? Brief : Ample);
        Assert.Equal((outcome, status, error), (sent.Result.Outcome.ToString(), sent.Status, sent.Error));
        var request = Assert.Single(await receiver.Until(name, log => log.Count > 0));
        Assert.True(request.Verified, "The signature does not verify.");
        Assert.Equal(("ord_1", "order.placed.v1"), (request.Subject, request.Type));
        Assert.Equal(request.EventId, request.Id);
        Assert.Empty(await receiver.Log("elsewhere"));
    }

    [Fact]
    public async Task Send_RetryAfter_Told()
    {
        await receiver.Script("told", "retry:7");
        var sent = await Send(receiver.UrlOf("told"), WebhookSignature.NewSecret(), "127.0.0.0/8");
        Assert.Equal(TimeSpan.FromSeconds(7), sent.Result.RetryAfter);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("0.0.0.0")]
    [InlineData("0")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("017700000001")]
    [InlineData("[::1]")]
    [InlineData("[::]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[64:ff9b::7f00:1]")]
    public async Task Send_AnyFormOfThisMachine_NeverConnected(string host)
    {
        var port = new Uri(receiver.UrlOf("never")).Port;
        var sent = await Send($"http://{host}:{port}/hook/never", WebhookSignature.NewSecret());
        Assert.Equal((AttemptOutcome.Failed, "address_refused"), (sent.Result.Outcome, sent.Error));
        Assert.Empty(await receiver.Log("never"));
    }

    [Fact]
    public async Task Send_SecretsThatOverlap_EitherVerifies()
    {
        var (old, fresh) = (WebhookSignature.NewSecret(), WebhookSignature.NewSecret());
        foreach (var (name, secret) in ((string, string)[])[("old", old), ("fresh", fresh)])
        {
            await receiver.Accept("overlap-" + name, secret);
            await Send(receiver.UrlOf("overlap-" + name), [Of(fresh, null), Of(old, 60), Of("whsec_AAAA", -60)]);
            var request = Assert.Single(await receiver.Log("overlap-" + name));
            Assert.Equal((true, 2), (request.Verified, request.Signatures));
        }
    }

    private static WebhookSecret Of(string text, int? seconds) => new(
        text, DateTimeOffset.UnixEpoch, seconds is { } end ? DateTimeOffset.UtcNow.AddSeconds(end) : null);

    private static Task<Sent> Send(string url, string secret, params string[] networks) =>
        Send(url, [Of(secret, null)], networks, Ample);

    private static Task<Sent> Send(string url, WebhookSecret[] secrets) =>
        Send(url, secrets, ["127.0.0.0/8"], Ample);

    private static async Task<Sent> Send(string url, WebhookSecret[] secrets, string[] networks, TimeSpan within)
    {
        var now = DateTimeOffset.UtcNow;
        var options = new WebhookOptions
        {
            AllowHttp = true,
            AllowedNetworks = networks,
            AttemptTimeout = within,
        };
        using var sender = new WebhookSender(Options.Create(options), TimeProvider.System);
        var webhook = new Webhook(
            "whk_1", new Uri(url), null, [], WebhookStatus.Enabled, null, [.. secrets], now, now, 1, 1);
        return await sender.Send(webhook, Happened, TestContext.Current.CancellationToken);
    }
}
