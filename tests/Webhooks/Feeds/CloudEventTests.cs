using System.Net.Mime;
using System.Text;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;

namespace Storehouse.Tests.Feeds;

/// <summary>The envelopes, as the CNCF's own library reads them.</summary>
[Collection(SharedServer.Name)]
public sealed class CloudEventTests(Host host)
{
    private static readonly JsonEventFormatter Formatter = new();

    [Fact]
    public async Task Events_PageAndFeed_SoundCloudEventsThatAgree()
    {
        var shop = host.Shop;
        var before = await shop.Now();
        var sku = await shop.Stock(5);
        var order = await shop.Post("/orders", $$"""{"lines":[{"sku":"{{sku}}","quantity":2}]}""");
        var id = Shop.Text(order.Json, "id");
        Assert.Equal("confirmed", Shop.Text(order.Json, "status"));
        var page = (await shop.Get($"/orders/{id}/events")).Json.GetProperty("data").EnumerateArray()
            .Select(happened => happened.GetRawText()).ToList();
        var feed = new FeedReader($"/orders/{id}/events?after=start", null);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await feed.Read(shop, page.Count, bound.Token);
        Assert.Equal(page, feed.Items.Select(item => item.Data));
        foreach (var item in feed.Items)
        {
            var parsed = Formatter.DecodeStructuredModeMessage(
                Encoding.UTF8.GetBytes(item.Data), new ContentType("application/cloudevents+json"), null);
            Assert.True(parsed.IsValid);
            Assert.Equal(CloudEventsSpecVersion.V1_0, parsed.SpecVersion);
            Assert.Equal((item.Id, item.Type, id), (parsed.Id, parsed.Type, parsed.Subject));
            Assert.Equal($"/api/v1/orders/{id}", parsed.Source!.OriginalString);
            Assert.Equal("application/json", parsed.DataContentType);
            Assert.Equal(TimeSpan.Zero, parsed.Time!.Value.Offset);
        }

        var several = await shop.Get($"/events?after={before}&type=order.*&subject={id}");
        Assert.Equal(page.Count, several.Json.GetProperty("data").GetArrayLength());
    }
}
