using System.Collections.Immutable;
using Storehouse.Inventory;

namespace Storehouse.Tests.Views;

public sealed class ItemIndexTests : IAsyncLifetime
{
    private readonly Ground _ground = new();

    public async ValueTask InitializeAsync()
    {
        var shop = _ground.Shop;
        await shop.Define("85123A", "White hanging heart", "T-light holder, \"antique\" finish");
        await shop.Define("85123a", "Cream hanging heart", null);
        await shop.Define("22423", "Café stand", "three tiers; 100% metal");
        await shop.Define("POST", "Postage", null, stocked: false);
        await shop.Receive("85123A", 3, "main");
        await shop.Receive("85123A", 4, "north");
        await shop.Receive("22423", 1);
        await shop.Execute("22423", new AdjustStock("main", -1, "broken", null, null));
        await _ground.StartViews();
        await _ground.CatchUp();
    }

    public ValueTask DisposeAsync() => _ground.DisposeAsync();

    [Theory]
    [InlineData("heart", "85123A 85123a")]
    [InlineData("HEART", "85123A 85123a")]
    [InlineData("hang white", "85123A")]
    [InlineData("8512", "85123A 85123a")]
    [InlineData("cafe", "22423")]
    [InlineData("CAFÉ tier", "22423")]
    [InlineData("t-light", "85123A")]
    [InlineData("heart metal", "")]
    [InlineData("eart", "")]
    [InlineData("name:heart", "")]
    [InlineData("\"antique\"", "85123A")]
    [InlineData("antique\" OR sku:POST", "")]
    [InlineData("100%", "22423")]
    [InlineData("*", "")]
    [InlineData("heart *", "85123A 85123a")]
    [InlineData("NOT heart", "")]
    [InlineData("'; DROP TABLE items; --", "")]
    public void Find_Words_ItemsThatHaveThemAll(string words, string skus) => Assert.Equal(
        skus.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        _ground.Items.Find(words, null, null, 100).Select(item => item.Sku));

    [Fact]
    public void Find_Available_TotalsOverLocations()
    {
        Assert.Equal([("85123A", 7L)], Found(true));
        Assert.Equal([("22423", 0L), ("85123a", 0L), ("POST", 0L)], Found(false));
        Assert.Equal(4, Found(null).Length);
    }

    [Fact]
    public async Task Find_ItemChanged_FoundByItsNewWordsOnly()
    {
        await _ground.Shop.Define("22423", "Cake plate", "three tiers");
        await _ground.CatchUp();
        Assert.Empty(_ground.Items.Find("stand", null, null, 100));
        Assert.Equal("Cake plate", Assert.Single(_ground.Items.Find("plate", null, null, 100)).Item.Name);
    }

    [Fact]
    public async Task Find_ItemsAddedBetweenPages_NoneTwiceNoneSkipped()
    {
        var seen = new List<string>();
        string? after = null;
        for (var page = _ground.Items.Find(null, null, after, 1); page.Length > 0;
            page = _ground.Items.Find(null, null, after, 1))
        {
            seen.Add(after = page[0].Sku);
            await _ground.Shop.Define("000" + seen.Count);
            await _ground.CatchUp();
            Assert.True(seen.Count < 100, "The list does not end.");
        }

        Assert.Equal(["22423", "85123A", "85123a", "POST"], seen);
    }

    private ImmutableArray<(string, long)> Found(bool? available) =>
        [.. _ground.Items.Find(null, available, null, 100).Select(item => (item.Sku, item.Available))];
}
