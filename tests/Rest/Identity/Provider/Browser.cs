using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace Storehouse.Tests.Identity.Provider;

/// <summary>A browser without scripts: keeps cookies, follows this server's redirects, fills in forms.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _server;
    private string _shown = "/";

    public Browser(RestServer server)
    {
        _server = server.Client.BaseAddress!;
        _http = new HttpClient(HeldClient.Handler(
            new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies }))
        {
            BaseAddress = _server,
        };
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>The page last shown.</summary>
    public string Page { get; private set; } = "";

    public HttpStatusCode Status { get; private set; }

    public HttpResponseMessage Answer { get; private set; } = null!;

    /// <summary>Goes to an address; what comes back is where a redirect led that left this server, or null.</summary>
    public Task<Uri?> Open(string address) => Follow(new HttpRequestMessage(HttpMethod.Get, address));

    /// <summary>Sends the shown page's form.</summary>
    public Task<Uri?> Submit(params (string Name, string Value)[] fields) => Submit(withToken: true, fields);

    public Task<Uri?> Submit(bool withToken, params (string Name, string Value)[] fields)
    {
        var form = Form().Match(Page);
        Assert.True(form.Success, Page);
        var values = new List<KeyValuePair<string, string>>();
        foreach (Match hidden in Hidden().Matches(form.Value))
        {
            var name = Attribute(hidden.Value, "name");
            if (withToken || !name.StartsWith("__", StringComparison.Ordinal))
            {
                values.Add(new(name, Attribute(hidden.Value, "value")));
            }
        }

        values.RemoveAll(value => fields.Any(field => field.Name == value.Key));
        values.AddRange(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        var action = Attribute(form.Value[..form.Value.IndexOf('>', StringComparison.Ordinal)], "action");
        return Follow(new HttpRequestMessage(HttpMethod.Post, action.Length > 0 ? action : _shown)
        {
            Content = new FormUrlEncodedContent(values),
        });
    }

    public async Task<Uri?> SignIn(string userName, string password = Requests.Password) =>
        await Submit(("username", userName), ("password", password));

    public static IDictionary<string, Microsoft.Extensions.Primitives.StringValues> Query(Uri address) =>
        QueryHelpers.ParseQuery(address.Query);

    public void Dispose() => _http.Dispose();

    private async Task<Uri?> Follow(HttpRequestMessage request)
    {
        for (var hops = 0; hops < 10; hops++)
        {
            var address = request.RequestUri!;
            _shown = address.IsAbsoluteUri ? address.PathAndQuery : address.ToString();
            Answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
            Status = Answer.StatusCode;
            Page = await Answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (Answer.Headers.Location is not { } location)
            {
                return null;
            }

            var target = new Uri(new Uri(_server, _shown), location);
            if (target.Authority != _server.Authority)
            {
                return target;
            }

            request = new HttpRequestMessage(HttpMethod.Get, target);
        }

        throw new InvalidOperationException("Redirects without end.");
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();

    private static string Attribute(string tag, string name) => WebUtility.HtmlDecode(
        Regex.Match(tag, $" {name}=\"([^\"]*)\"").Groups[1].Value);
}
