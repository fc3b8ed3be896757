using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Storehouse.Http;

/// <summary>Answers in Brotli or gzip for those who accept it, where that saves anything.</summary>
internal static class Compression
{
    public static void AddCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            // What a page of another site could make a browser send carries no token of ours, so that the length
            // of an answer gives no secret away (BREACH).
            options.EnableForHttps = true;
            options.MimeTypes =
            [
                "application/json", Problem.MediaType, NdjsonAnswer.MediaType, "application/openapi+json",
                "text/html", "text/css", "text/javascript", "text/plain",
            ];
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        services.AddSingleton<IResponseCompressionProvider, WorthwhileCompression>();
    }

    /// <summary>
    /// A strong entity tag is of one form of a resource only, so that a packed one needs a tag of its own.
    /// </summary>
    public static Task TagPacked(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.AcceptEncoding.Count > 0)
        {
            context.Response.OnStarting(Tag, context.Response);
        }

        return next(context);
    }

    private static Task Tag(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        if (headers.ETag is [['"', .., '"'] tag] && headers.ContentEncoding is [{ Length: > 0 } coding])
        {
            headers.ETag = EntityTags.Packed(tag, coding);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Leaves small answers as they are: packing would cost more than it saves.</summary>
internal sealed class WorthwhileCompression(
    IServiceProvider services, IOptions<ResponseCompressionOptions> options)
    : ResponseCompressionProvider(services, options)
{
    private const int BytesMin = 1_024;

    public override bool ShouldCompressResponse(HttpContext context) =>
        context.Response.ContentLength is null or >= BytesMin
        && base.ShouldCompressResponse(context);
}
