using System.Text.Json;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Identity.Provider;

public sealed class DeviceFlowTests(SharedServer shared)
{
    private RestServer Server => shared.Server;

    private Client Till => new(Server, "till", secret: null);

    [Fact]
    public async Task Device_Allowed_GetsTokensOfThePerson()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        var device = await Begin();
        Assert.Equal("authorization_pending", (await Poll(device)).Error());
        await browser.Open(device.GetProperty("verification_uri_complete").GetString()!);
        await browser.SignIn(user.Name);
        Assert.Contains(device.GetProperty("user_code").GetString()!, browser.Page, StringComparison.Ordinal);
        await browser.Submit(("decision", "allow"));
        Assert.Contains("Your device is connected", browser.Page, StringComparison.Ordinal);

        var tokens = await Poll(device);
        Assert.Equal(user.Id, tokens.IdClaims().GetProperty("sub").GetString());
        using var caller = await Server.Send(Get(Probes.Path + "/caller").As(tokens.AccessToken()));
        Assert.Equal($"{user.Id} False False", await caller.Text());
        Assert.Equal("invalid_grant", (await Poll(device)).Error());
    }

    [Fact]
    public async Task Device_TypedAndDenied_IsTold()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        var device = await Begin();
        await browser.Open("/connect/verify");
        await browser.SignIn(user.Name);
        Assert.Contains("The code that your device shows", browser.Page, StringComparison.Ordinal);
        await browser.Open("/connect/verify?user_code=" + device.GetProperty("user_code").GetString());
        await browser.Submit(("decision", "deny"));
        Assert.Contains("The device was refused", browser.Page, StringComparison.Ordinal);
        Assert.Equal("access_denied", (await Poll(device)).Error());
    }

    [Fact]
    public async Task Device_WrongCode_SaysSo()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        await browser.Open("/connect/verify?user_code=0000-0000-0000");
        await browser.SignIn(user.Name);
        Assert.Contains("This code is wrong or has expired", browser.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Device_FormOfAnotherSite_LetsNoDeviceIn()
    {
        var user = await Server.NewUser();
        using var browser = new Browser(Server);
        var device = await Begin();
        await browser.Open(device.GetProperty("verification_uri_complete").GetString()!);
        await browser.SignIn(user.Name);
        await browser.Submit(withToken: false, ("decision", "allow"));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, browser.Status);
        Assert.Equal("authorization_pending", (await Poll(device)).Error());
    }

    private Task<JsonElement> Begin() => Till.Post("/connect/device", ("scope", "openid orders.read"));

    private Task<JsonElement> Poll(JsonElement device) => Till.Post("/connect/token",
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", device.GetProperty("device_code").GetString()!));
}
