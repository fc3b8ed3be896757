using System.Net;
using System.Text.RegularExpressions;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Users;

/// <summary>The pages behind the links of messages, used as a browser without script does.</summary>
public sealed partial class AccountPageTests(SharedServer shared)
{
    private RestServer Server => shared.Server;

    [Fact]
    public async Task Links_OpenedAndSent_VerifyTheAddressAndSetThePassword()
    {
        var email = $"page-{Guid.NewGuid():N}@example.org";
        var name = "page-" + Guid.NewGuid().ToString("N")[..12];
        using (var made = await Server.Send(Post(
            "/api/v1/users", $$"""{"username":"{{name}}","password":"{{Password}}","email":"{{email}}"}""")))
        {
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        }

        var confirm = await Open((await MailBox.Newest(Server.DataPath, email, "Confirm")).TextBody!);
        Assert.Contains("is confirmed", await Submit(confirm, []), StringComparison.Ordinal);
        var forgot = await Page("/account/forgot-password");
        Assert.Contains("on its way", await Submit(forgot, [new("who", name)]), StringComparison.Ordinal);
        var reset = await Open((await MailBox.Newest(Server.DataPath, email, "new password")).TextBody!);
        Assert.Contains("role=\"alert\"", await Submit(reset, [new("password", "short")]), StringComparison.Ordinal);
        Assert.Contains("is set", await Submit(reset, [new("password", "brand new password")]));
        await Server.Login(name, "brand new password");
        Assert.Contains("not valid", await Submit(reset, [new("password", "another password")]));
    }

    [Fact]
    public async Task Page_TokenWithMarkup_IsShownAsText()
    {
        var page = await Page("/account/verify-email?token=%22%3E%3Cscript%3E");
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    private async Task<string> Open(string text)
    {
        var link = new Uri(Link().Match(text).Value);
        return await Page(link.PathAndQuery);
    }

    private async Task<string> Page(string path)
    {
        using var answer = await Server.Send(Get(path));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        return await answer.Text();
    }

    // What the page itself says is sent where it says, with what a person typed.
    private async Task<string> Submit(string page, IEnumerable<KeyValuePair<string, string>> typed)
    {
        var hidden = Hidden().Matches(page).Select(
            match => KeyValuePair.Create(match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value)));
        using var request = new HttpRequestMessage(HttpMethod.Post, Action().Match(page).Groups[1].Value)
        {
            Content = new FormUrlEncodedContent([.. hidden, .. typed]),
        };
        using var answer = await Server.Send(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Text();
    }

    [GeneratedRegex(@"https?://\S+/account/\S+")]
    private static partial Regex Link();

    [GeneratedRegex("""type="hidden" name="([^"]+)" value="([^"]*)""")]
    private static partial Regex Hidden();

    [GeneratedRegex("""action="([^"]+)""")]
    private static partial Regex Action();
}
