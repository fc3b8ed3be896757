using System.Net;
using Microsoft.AspNetCore.Http;
using Storehouse.Http;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Http;

public sealed class HeaderTests(SharedServer shared)
{
    private RestServer Server => shared.Server;

    [Theory]
    [InlineData(null, "idempotency_key_required")]
    [InlineData("", "invalid_idempotency_key")]
    [InlineData("with space", "invalid_idempotency_key")]
    [InlineData("del\u007f", "invalid_idempotency_key")]
    public async Task IdempotencyKey_MissingOrUnsound_IsRefused(string? key, string code)
    {
        var request = Post(Probes.Path + "/key", "{}");
        if (key is not null)
        {
            request.With("Idempotency-Key", key);
        }

        using var response = await Server.Send(request);
        await response.AssertProblem(HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public async Task IdempotencyKey_Length_Is255AtMost(int length, bool sound)
    {
        using var response = await Server.Send(
            Post(Probes.Path + "/key", "").With("Idempotency-Key", new string('k', length)));
        Assert.Equal(sound ? HttpStatusCode.NoContent : HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task IdempotencyKey_GivenTwice_IsRefused()
    {
        using var response = await Server.Send(
            Post(Probes.Path + "/key", "{}").With("Idempotency-Key", "a").With("Idempotency-Key", "b"));
        await response.AssertProblem(HttpStatusCode.BadRequest, "invalid_idempotency_key");
    }

    [Fact]
    public void IdempotencyKey_ScopeAndFingerprint_TellCallersAndRequestsApart()
    {
        var request = new DefaultHttpContext().Request;
        request.Method = "POST";
        request.Path = "/a";
        request.Headers["Idempotency-Key"] = "key";
        Assert.Null(IdempotencyKey.Read(request, "usr_1", "{}"u8.ToArray(), required: true, out var first));
        Assert.Null(IdempotencyKey.Read(request, "usr_1", "{}"u8.ToArray(), required: true, out var same));
        Assert.Null(IdempotencyKey.Read(request, "usr_2", "{ }"u8.ToArray(), required: true, out var other));
        request.Path = "/b";
        Assert.Null(
            IdempotencyKey.Read(request, "usr_1", "{}"u8.ToArray(), required: true, out var elsewhere));
        Assert.Equal(first, same);
        Assert.NotEqual(first!.Scoped, other!.Scoped);
        Assert.NotEqual(first.Fingerprint, other.Fingerprint);
        Assert.Equal(first.Scoped, elsewhere!.Scoped);
        Assert.NotEqual(first.Fingerprint, elsewhere.Fingerprint);
        Assert.Matches("^[0-9a-f]{64}$", first.Scoped);
    }

    [Theory]
    [InlineData("respond-async", "True|", "respond-async")]
    [InlineData("wait=5", "False|5", "wait=5")]
    [InlineData("RESPOND-ASYNC, Wait=600", "True|60", "respond-async,wait=60")]
    [InlineData("respond-async; foo=bar, wait=\"0\"", "True|0", "respond-async,wait=0")]
    [InlineData("wait=-1, wait=x, handling=lenient", "False|", "")]
    [InlineData("wait=3, wait=9", "False|3", "wait=3")]
    public async Task Prefer_AnyForm_IsUnderstoodOrIgnored(string prefer, string read, string applied)
    {
        using var response = await Server.Send(Get(Probes.Path + "/prefer").With("Prefer", prefer));
        Assert.Equal(read, await response.Text());
        response.Headers.TryGetValues("Preference-Applied", out var values);
        Assert.Equal(applied, string.Join(',', values ?? []));
    }

    [Theory]
    [InlineData("\"7\"", true, 7L)]
    [InlineData("*", true, null)]
    [InlineData(null, true, null)]
    [InlineData("\"6\", \"9\"", true, 9L)]
    [InlineData("\"6\", \"8\"", true, -1L)]
    [InlineData("W/\"9\"", true, -1L)]
    [InlineData("\"7.gzip\"", true, 7L)]
    [InlineData("\"\"", true, -1L)]
    [InlineData("\"abc\"", true, -1L)]
    [InlineData("9", false, null)]
    [InlineData("\"9", false, null)]
    public async Task IfMatch_AnyForm_NamesOneVersion(string? header, bool sound, long? version)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.IfMatch = header;
        var problem = IfMatch.Read(request, out var condition);
        Assert.Equal(sound, problem is null);
        Assert.Equal(version, await condition.Version(() => ValueTask.FromResult<long?>(9)));
    }

    [Fact]
    public void IfMatch_RequiredAndAbsent_IsPreconditionRequired()
    {
        var problem = IfMatch.Read(new DefaultHttpContext().Request, out _, required: true);
        Assert.Equal(ProblemKinds.PreconditionRequired, problem?.Kind);
    }

    [Theory]
    [InlineData("\"9\"", true)]
    [InlineData("W/\"9\"", true)]
    [InlineData("\"1\", \"9\"", true)]
    [InlineData("*", true)]
    [InlineData("\"9.br\"", true)]
    [InlineData("\"8\"", false)]
    [InlineData("nonsense", false)]
    public void IfNoneMatch_AnyForm_ComparesWeakly(string header, bool unmodified)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = "GET";
        request.Headers.IfNoneMatch = header;
        Assert.Equal(unmodified, EntityTags.IsUnmodified(request, EntityTags.Of(9), out _));
        request.Method = "POST";
        Assert.False(EntityTags.IsUnmodified(request, EntityTags.Of(9), out _));
    }
}
