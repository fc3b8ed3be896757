using System.Net;
using Storehouse.Http;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Http;

public sealed class ProblemTests(SharedServer shared)
{
    private RestServer Server => shared.Server;

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v2/users")]
    public async Task Get_NoSuchRoute_IsNotFoundWithoutToken(string path)
    {
        using var response = await Server.Send(Get(path));
        await response.AssertProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Delete_RouteHasNoDelete_IsMethodNotAllowedWithAllow()
    {
        using var response = await Server.Send(Delete(Probes.Path + "/open"));
        await response.AssertProblem(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.Equal(["GET", "HEAD", "OPTIONS"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Options_KnownRoute_ListsItsMethods()
    {
        using var response = await Server.Send(
            new HttpRequestMessage(HttpMethod.Options, "/api/v1/users/me"));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Head_RouteWithGet_AnswersLikeGetWithoutBody()
    {
        using var get = await Server.Send(Get("/problems/not_found"));
        using var head = await Server.Send(new HttpRequestMessage(HttpMethod.Head, "/problems/not_found"));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Head_NoSuchUser_HasTheProblemsStatusAndNoBody()
    {
        using var response = await Server.Send(new HttpRequestMessage(HttpMethod.Head, "/api/v1/nothing"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/json;q=0, image/*")]
    public async Task Get_NoOfferedFormatAccepted_IsNotAcceptable(string accept)
    {
        using var response = await Server.Send(Get(Probes.Path + "/open").With("Accept", accept));
        var problem = await response.AssertProblem(HttpStatusCode.NotAcceptable, "not_acceptable");
        Assert.Equal("""["application/json"]""", problem.GetProperty("offered").ToString());
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/*")]
    [InlineData("text/html, application/json;charset=utf-8;q=0.5")]
    [InlineData("not a media type")]
    public async Task Get_AcceptAdmitsJsonOrIsNonsense_Answers(string accept)
    {
        using var response = await Server.Send(Get(Probes.Path + "/open").With("Accept", accept));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("io")]
    [InlineData("timeout")]
    [InlineData("orleans")]
    public async Task Get_ClusterOrStorageFails_IsUnavailableWithRetryAfter(string how)
    {
        using var response = await Server.Send(Get(Probes.Path + "/fails/" + how));
        var problem = await response.AssertProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        Assert.DoesNotContain("host-7", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.1", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_UnexpectedException_IsInternalWithoutItsText()
    {
        using var response = await Server.Send(Get(Probes.Path + "/fails/other"));
        var problem = await response.AssertProblem(HttpStatusCode.InternalServerError, "internal");
        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Get_FrameworkRefusesTheRequest_IsBadRequest()
    {
        using var response = await Server.Send(Get(Probes.Path + "/fails/bad-request"));
        await response.AssertProblem(HttpStatusCode.BadRequest, "bad_request");
    }

    [Fact]
    public async Task Get_Traceparent_ContinuesTheTrace()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        using var response = await Server.Send(
            Get("/api/v1/nothing").With("traceparent", $"00-{trace}-00f067aa0ba902b7-01"));
        var problem = await response.AssertProblem(HttpStatusCode.NotFound, "not_found");
        Assert.Equal(trace, problem.GetProperty("trace_id").GetString());
    }

    [Fact]
    public async Task Get_AnyAnswer_CarriesSecurityHeaders()
    {
        using var response = await Server.Send(Get(Probes.Path + "/open"));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.StartsWith(
            "default-src 'none'",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(response.Headers.GetValues("Trace-Id")));
    }

    [Fact]
    public async Task ProblemPage_EveryKind_OpensAsHtml()
    {
        foreach (var kind in ProblemKinds.All)
        {
            using var response = await Server.Send(Get(kind.Type).With("Accept", "text/html"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
            Assert.Contains(kind.Code, await response.Text(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ProblemPage_UnknownCode_IsNotFound()
    {
        using var response = await Server.Send(Get("/problems/nothing"));
        await response.AssertProblem(HttpStatusCode.NotFound, "not_found");
    }
}
