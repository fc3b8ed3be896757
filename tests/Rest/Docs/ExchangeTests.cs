using System.Text;
using Storehouse.Tests.Described;

namespace Storehouse.Tests.Docs;

/// <summary>What holds answers to the description finds where they differ from it.</summary>
public sealed class ExchangeTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static readonly ApiDescription Description = ApiDescription.Parse(
        File.ReadAllText(Path.Combine(ApiDescription.Folder, "v1.json")));

    [Fact]
    public void Exchange_AsDescribed_HasNoFault() => Assert.Empty(Faults(200, "application/json", Totp()));

    [Theory]
    [InlineData(418, "application/json", "{}", "status is not described")]
    [InlineData(200, "text/plain", "{}", "is of the media type 'text/plain'")]
    [InlineData(200, "application/json", """{"enabled":true}""", "body /recovery_codes_left: is missing")]
    [InlineData(
        200, "application/json", """{"enabled":1,"recovery_codes_left":8}""",
        "body /enabled: Number is not \"boolean\"")]
    [InlineData(
        200, "application/json", """{"enabled":true,"recovery_codes_left":8,"more":1}""",
        "body /more: is not described")]
    [InlineData(404, "application/problem+json", """{"code":"out_of_stock"}""", "is the problem out_of_stock")]
    public void Answer_OtherThanDescribed_IsFound(int status, string mediaType, string body, string expected) =>
        Assert.Contains(
            Faults(status, mediaType, body), fault => fault.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("Trace-Id", null, "lacks the header Trace-Id")]
    [InlineData("Trace-Id", "4bf9", "header Trace-Id: '4bf9' does not match")]
    [InlineData("Location", "/elsewhere", "has the header Location: /elsewhere")]
    public void Header_OtherThanDescribed_IsFound(string name, string? value, string expected) => Assert.Contains(
        Faults(200, "application/json", Totp(), (name, value)),
        fault => fault.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("?colour=red", null, "took the parameter colour")]
    [InlineData("", "{}", "took a body of 'application/json'")]
    public void Request_AcceptedBeyondTheDescription_IsFound(string query, string? body, string expected) =>
        Assert.Contains(
            Exchange("GET", "/api/v1/users/me/totp" + query, body).Faults(Description),
            fault => fault.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void Path_UndescribedYetAnswered_IsFound() =>
        Assert.NotEmpty(Exchange("GET", "/api/v1/nothing", null).Faults(Description));

    private static string Totp() => """{"enabled":true,"recovery_codes_left":8}""";

    private static Exchange Exchange(string method, string path, string? body) => new(
        method, new Uri("http://localhost" + path), "application/json", Encoding.UTF8.GetBytes(body ?? ""), 200,
        name => name == "Trace-Id" ? Trace : null, "application/json", Encoding.UTF8.GetBytes(Totp()));

    private static IReadOnlyList<string> Faults(
        int status, string mediaType, string body, (string Name, string? Value) header = default) => new Exchange(
        "GET", new Uri("http://localhost/api/v1/users/me/totp"), null, [], status,
        name => name == header.Name ? header.Value : name == "Trace-Id" ? Trace : null, mediaType,
        Encoding.UTF8.GetBytes(body)).Faults(Description);
}
