using Storehouse.Tests.Identity.Provider;
using static Storehouse.Tests.Requests;
using PageBrowser = Storehouse.Tests.Identity.Provider.Browser;

namespace Storehouse.Tests.Users;

/// <summary>Registering by mail on the pages.</summary>
public sealed class RegistrationPageTests(RegistrationByMailTests.ByMail shared)
    : IClassFixture<RegistrationByMailTests.ByMail>
{
    private RestServer Server => shared.Server;

    [Fact]
    public async Task Pages_FromAClientThroughTheMailbox_LeadBackToTheClient()
    {
        var (name, email) = (RegistrationByMailTests.NewName(), RegistrationByMailTests.NewAddress());
        using var browser = new PageBrowser(Server);
        await browser.Open(new Client(Server).Authorize(("prompt", "create")));
        await browser.Submit(("username", name), ("email", ""), ("password", Password));
        Assert.Contains("The e-mail address is needed", browser.Page, StringComparison.Ordinal);
        await browser.Submit(("username", name), ("email", email), ("password", Password));
        Assert.Contains("Look into your mail", browser.Page, StringComparison.Ordinal);

        var token = MailBox.Token(await MailBox.Newest(Server.DataPath, email, "Complete your registration"));
        await browser.Open("/account/complete-registration?token=" + token);
        Assert.Contains(
            "form-action 'self' https://shop.example",
            Assert.Single(browser.Answer.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal);
        await browser.Submit(("password", "not the password"));
        Assert.Contains("not the password that was chosen", browser.Page, StringComparison.Ordinal);
        await browser.Submit(("password", Password));
        Assert.Contains("The &lt;Shop&gt;", browser.Page, StringComparison.Ordinal);
        var end = await browser.Submit(("decision", "allow"));
        Assert.Contains("code=", end!.Query, StringComparison.Ordinal);

        // The link again lets nobody in: the user may have another password or a second factor by now.
        using var other = new PageBrowser(Server);
        await other.Open("/account/complete-registration?token=" + token);
        await other.Submit(("password", Password));
        Assert.Contains("<h1>Sign in</h1>", other.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_NameTaken_ShowsTheSamePage()
    {
        var pages = new List<string>();
        foreach (var name in (string[])["admin", RegistrationByMailTests.NewName()])
        {
            using var browser = new PageBrowser(Server);
            await browser.Open("/register");
            await browser.Submit(("username", name), ("email", "same@example.org"), ("password", Password));
            pages.Add(browser.Page);
        }

        Assert.Equal(pages[0], pages[1]);
        Assert.Contains("Look into your mail", pages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_WrongToken_SaysSo()
    {
        using var browser = new PageBrowser(Server);
        await browser.Open("/account/complete-registration?token=%22%3E%3Cscript%3E");
        Assert.DoesNotContain("<script", browser.Page, StringComparison.Ordinal);
        await browser.Submit(("password", Password));
        Assert.Contains("The link is not valid", browser.Page, StringComparison.Ordinal);
    }
}
